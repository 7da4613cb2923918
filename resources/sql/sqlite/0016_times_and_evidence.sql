-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an attempt took, stage by stage, and how many versions it was at: where forecasts come from.
ALTER TABLE attempt ADD COLUMN archive_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN fetch_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN unpack_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN tree_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN commit_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN refs_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN versions INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN at_version TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN stage_since INTEGER NOT NULL DEFAULT 0;  -- when it came to the stage it is in
CREATE INDEX attempt_measured ON attempt(id) WHERE outcome = 'done' AND versions > 0;

-- What a failure is proved by is long, and only read for one failure at a time: lists and counts, and every change of a
-- failure's state, must not carry it along.
CREATE TABLE failure_evidence (
    failure_id INTEGER PRIMARY KEY REFERENCES failure(id),
    trace_json TEXT NOT NULL,
    evidence_json TEXT NOT NULL
);
INSERT INTO failure_evidence(failure_id, trace_json, evidence_json) SELECT id, trace_json, evidence_json FROM failure;
ALTER TABLE failure DROP COLUMN trace_json;
ALTER TABLE failure DROP COLUMN evidence_json;
-- Groups of failures are counted from the index alone.
DROP INDEX failure_open;
CREATE INDEX failure_open ON failure(signature, package_id, state, last_at, first_at) WHERE state <> 'resolved';
-- Packages that have an import.
CREATE INDEX import_published ON import(package_id) WHERE state = 'published';
