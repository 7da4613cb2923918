-- SPDX-License-Identifier: GPL-3.0-or-later
-- Versions that a person skipped say why; jobs that do more than import; histories made anew (importer.md b14).

ALTER TABLE publication ADD COLUMN skip_reason TEXT COLLATE "C" NOT NULL DEFAULT '';
CREATE INDEX publication_skipped ON publication(upload_id) WHERE skipped = 1;

ALTER TABLE job ADD COLUMN mode TEXT COLLATE "C" NOT NULL DEFAULT '';  -- '', 'fresh': forget local state first, 'swap': reimport

CREATE TABLE reimport (                        -- the newest history made anew of a package
    package_id BIGINT PRIMARY KEY REFERENCES package(id),
    attempt_id BIGINT NOT NULL REFERENCES attempt(id),
    at BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK (state IN ('made', 'swapped')),
    staged_json TEXT COLLATE "C" NOT NULL,                 -- what the worker staged, publication by publication
    report_json TEXT COLLATE "C" NOT NULL                  -- what differs from what is published
);
