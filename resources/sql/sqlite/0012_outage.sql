-- SPDX-License-Identifier: GPL-3.0-or-later
-- Circuit breakers: resources that many packages need at once, and what speaks for their being away (importer.md b10).
CREATE TABLE outage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    resource TEXT NOT NULL UNIQUE,             -- 'archive:deb.example.org:80'
    state TEXT NOT NULL DEFAULT 'closed' CHECK (state IN ('closed', 'open', 'half_open')),
    by_hand INTEGER NOT NULL DEFAULT 0,        -- a person opened it: only a person closes it
    since INTEGER NOT NULL DEFAULT 0,          -- of this state
    opened_at INTEGER NOT NULL DEFAULT 0,
    probes INTEGER NOT NULL DEFAULT 0,         -- of this outage
    probed_at INTEGER NOT NULL DEFAULT 0,
    probe_url TEXT NOT NULL DEFAULT '',        -- what failed last, and is asked for
    successes INTEGER NOT NULL DEFAULT 0,
    trial_job INTEGER NOT NULL DEFAULT 0,      -- half open: the one job that may use it
    last_error TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',           -- why a person opened or closed it
    row_version INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE outage_evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    resource TEXT NOT NULL,
    subject TEXT NOT NULL,                     -- a package; 'ARCHIVE SUITE' of a poll
    package_id INTEGER REFERENCES package(id),
    job_id INTEGER REFERENCES job(id),
    attempt_id INTEGER REFERENCES attempt(id),
    at INTEGER NOT NULL,
    failures_json TEXT NOT NULL DEFAULT '[]',  -- what becomes of it if there is no outage
    failure_ids_json TEXT NOT NULL DEFAULT '[]',
    -- provisional: nobody knows yet; outage: no failure of the package; failure: recorded as one; void: of no account
    state TEXT NOT NULL DEFAULT 'provisional' CHECK (state IN ('provisional', 'outage', 'failure', 'void'))
);
CREATE INDEX outage_evidence_recent ON outage_evidence(at);
CREATE INDEX outage_evidence_package ON outage_evidence(package_id) WHERE state = 'provisional';
