-- SPDX-License-Identifier: GPL-3.0-or-later
-- What an attempt took, stage by stage, and how many versions it was at: where forecasts come from.
ALTER TABLE attempt ADD COLUMN archive_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN fetch_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN unpack_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN tree_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN commit_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN refs_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN versions BIGINT NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN at_version TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN stage_since BIGINT NOT NULL DEFAULT 0;  -- when it came to the stage it is in
CREATE INDEX attempt_measured ON attempt(id) WHERE outcome = 'done' AND versions > 0;

-- What a failure is proved by is long, and only read for one failure at a time: lists and counts, and every change of a
-- failure's state, must not carry it along.
CREATE TABLE failure_evidence (
    failure_id BIGINT PRIMARY KEY REFERENCES failure(id),
    trace_json TEXT COLLATE "C" NOT NULL,
    evidence_json TEXT COLLATE "C" NOT NULL
);
INSERT INTO failure_evidence(failure_id, trace_json, evidence_json) SELECT id, trace_json, evidence_json FROM failure;
ALTER TABLE failure DROP COLUMN trace_json;
ALTER TABLE failure DROP COLUMN evidence_json;
-- Groups of failures are counted from the index alone.
DROP INDEX failure_open;
CREATE INDEX failure_open ON failure(signature, package_id, state, last_at, first_at) WHERE state <> 'resolved';
-- Packages that have an import.
CREATE INDEX import_published ON import(package_id) WHERE state = 'published';

-- Which packages a person's transaction has changed so far; guards.h looks at it when it commits. Empty for everybody
-- else: what is in it never outlives the transaction.
CREATE UNLOGGED TABLE unsigned_change (
    packages BIGINT[] NOT NULL
);
-- In its place: one check per transaction instead of one per row.
DROP FUNCTION millrace_need_event() CASCADE;
-- Who and when is the database's own knowledge: an event is under its login's name and at the server's time. The
-- engine's events are the engine's where the login works for one; the store's owner, who may change everything anyway,
-- also copies events of others.
CREATE OR REPLACE FUNCTION millrace_sign_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT millrace_is(current_user::text) THEN
        NEW.login := session_user;
        IF NOT millrace_is('millrace_worker') THEN
            NEW.actor := session_user;
            NEW.at := floor(extract(epoch FROM clock_timestamp()) * 1000);
        ELSIF NEW.actor <> 'engine' THEN
            NEW.actor := session_user;
        END IF;
        NEW.transaction_id := pg_current_xact_id()::text::bigint;
    END IF;
    RETURN NEW;
END;
$$;
