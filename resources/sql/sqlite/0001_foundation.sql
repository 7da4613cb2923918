-- SPDX-License-Identifier: GPL-3.0-or-later
-- The first schema. Times are UTC epoch milliseconds, 0 = never; *_json columns hold compact JSON.

CREATE TABLE archive (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    vendor TEXT NOT NULL DEFAULT '',           -- '' until the first Release file named it
    base_uri TEXT NOT NULL,
    keyrings_json TEXT NOT NULL DEFAULT '[]',
    components_json TEXT NOT NULL DEFAULT '[]',
    trust TEXT NOT NULL DEFAULT 'signed-release' CHECK (trust IN ('signed-release', 'dsc-sig', 'none')),
    rank INTEGER NOT NULL DEFAULT 0,           -- upstream archives before derivatives
    poll_interval_s INTEGER NOT NULL DEFAULT 3600,
    enabled INTEGER NOT NULL DEFAULT 1,
    note TEXT NOT NULL DEFAULT ''
);

CREATE TABLE suite (
    id INTEGER PRIMARY KEY,
    archive_id INTEGER NOT NULL REFERENCES archive(id) ON DELETE CASCADE,
    name TEXT NOT NULL,                        -- as the archive is asked for it
    codename TEXT NOT NULL DEFAULT '',
    branch TEXT NOT NULL DEFAULT '',           -- 'debian/bookworm'; '' until the first poll
    rank INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'active' CHECK (state IN ('active', 'frozen', 'ignored')),
    release_ms INTEGER NOT NULL DEFAULT 0,
    valid_until_ms INTEGER NOT NULL DEFAULT 0,
    stale INTEGER NOT NULL DEFAULT 0,
    etag TEXT NOT NULL DEFAULT '',
    index_digest TEXT NOT NULL DEFAULT '',
    polled_at INTEGER NOT NULL DEFAULT 0,
    last_error TEXT NOT NULL DEFAULT '',
    UNIQUE (archive_id, name)
);

CREATE TABLE package (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    state TEXT NOT NULL DEFAULT 'ok'
        CHECK (state IN ('ok', 'queued', 'running', 'held', 'retry_wait', 'decision', 'paused', 'denied')),
    tracked INTEGER NOT NULL DEFAULT 0,
    note TEXT NOT NULL DEFAULT '',
    row_version INTEGER NOT NULL DEFAULT 0,    -- grows with every change that an Operation's preview depends on
    changed_at INTEGER NOT NULL DEFAULT 0,
    newest_version TEXT NOT NULL DEFAULT '',
    newest_key BLOB NOT NULL DEFAULT x''
);
CREATE INDEX package_tracked ON package(tracked) WHERE tracked = 1;
CREATE INDEX package_state ON package(state) WHERE state <> 'ok';

CREATE TABLE upload (                          -- one row per distinct .dsc
    id INTEGER PRIMARY KEY,
    dsc_sha256 TEXT NOT NULL UNIQUE,
    package_id INTEGER NOT NULL REFERENCES package(id),
    archive_id INTEGER REFERENCES archive(id) ON DELETE SET NULL,
    version TEXT NOT NULL,
    version_key BLOB NOT NULL,                 -- memcmp order = dpkg's order
    format TEXT NOT NULL,
    location TEXT NOT NULL,                    -- pool folder below the archive's base, or a file: URL of a folder
    files_json TEXT NOT NULL
);
CREATE INDEX upload_package ON upload(package_id);

CREATE TABLE import (
    id INTEGER PRIMARY KEY,
    upload_id INTEGER NOT NULL REFERENCES upload(id),
    package_id INTEGER NOT NULL REFERENCES package(id),
    engine INTEGER NOT NULL,
    vendor TEXT NOT NULL,
    tree TEXT NOT NULL,
    commit_oid TEXT NOT NULL,
    parents_json TEXT NOT NULL,
    upstream_id TEXT NOT NULL DEFAULT '',
    kind TEXT NOT NULL CHECK (kind IN ('synth', 'adopted', 'superset', 'reused')),
    tag TEXT NOT NULL,
    ordinal INTEGER NOT NULL,                  -- order of import inside the package
    state TEXT NOT NULL CHECK (state IN ('staged', 'published', 'void')),
    flags_json TEXT NOT NULL DEFAULT '[]',
    empty_dirs_json TEXT NOT NULL DEFAULT '[]',
    milliseconds INTEGER NOT NULL DEFAULT 0,
    attempt_id INTEGER,
    created INTEGER NOT NULL
);
CREATE UNIQUE INDEX import_once ON import(upload_id) WHERE state <> 'void';
CREATE INDEX import_package ON import(package_id, ordinal);

CREATE TABLE upstream (                        -- one row per distinct set of upstream tarballs
    id TEXT NOT NULL,
    package_id INTEGER NOT NULL REFERENCES package(id),
    version TEXT NOT NULL,
    commit_oid TEXT NOT NULL,
    tree TEXT NOT NULL,
    tag TEXT NOT NULL,
    tarballs_json TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'staged' CHECK (state IN ('staged', 'published')),
    attempt_id INTEGER,
    PRIMARY KEY (package_id, id)
);

CREATE TABLE publication (
    id INTEGER PRIMARY KEY,
    suite_id INTEGER NOT NULL REFERENCES suite(id) ON DELETE CASCADE,
    package_id INTEGER NOT NULL REFERENCES package(id),
    upload_id INTEGER NOT NULL REFERENCES upload(id),
    first_seen INTEGER NOT NULL,
    published_at INTEGER NOT NULL DEFAULT 0,
    removed_at INTEGER NOT NULL DEFAULT 0,
    import_id INTEGER REFERENCES import(id),   -- set when published to the branch
    commit_oid TEXT NOT NULL DEFAULT '',       -- where it put the branch
    skipped INTEGER NOT NULL DEFAULT 0,
    UNIQUE (suite_id, upload_id)
);
CREATE INDEX publication_package ON publication(package_id);
CREATE INDEX publication_waiting ON publication(package_id) WHERE import_id IS NULL AND skipped = 0;

CREATE TABLE branch_state (
    package_id INTEGER NOT NULL REFERENCES package(id),
    branch TEXT NOT NULL,
    good_oid TEXT NOT NULL,
    checked_at INTEGER NOT NULL,
    verdict TEXT NOT NULL DEFAULT 'insync',
    PRIMARY KEY (package_id, branch)
);

CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    package_id INTEGER NOT NULL REFERENCES package(id),
    type TEXT NOT NULL CHECK (type IN ('new', 'retry', 'manual', 'reimport', 'integrity')),
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'running', 'done', 'cancelled')),
    priority INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    created INTEGER NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    claimed_by TEXT NOT NULL DEFAULT '',
    lease_until INTEGER NOT NULL DEFAULT 0,
    started INTEGER NOT NULL DEFAULT 0,
    ended INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT '',
    stage TEXT NOT NULL DEFAULT '',
    at_version TEXT NOT NULL DEFAULT '',
    host TEXT NOT NULL DEFAULT '',
    reclaims INTEGER NOT NULL DEFAULT 0,
    suites_json TEXT NOT NULL DEFAULT '[]'     -- limits the job to these suites; [] = all
);
-- A request that is newer than the running job must survive it, so the rule counts waiting jobs only.
CREATE UNIQUE INDEX job_waiting_once ON job(package_id, type) WHERE state = 'queued';
CREATE UNIQUE INDEX job_running_once ON job(package_id) WHERE state = 'running';
CREATE INDEX job_queue ON job(priority, id) WHERE state = 'queued';
CREATE INDEX job_package ON job(package_id, id);

CREATE TABLE attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_id INTEGER NOT NULL REFERENCES job(id),
    worker TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended INTEGER NOT NULL DEFAULT 0,
    outcome TEXT NOT NULL DEFAULT 'running'
        CHECK (outcome IN ('running', 'done', 'failed', 'crashed', 'reclaimed', 'stopped')),
    stage TEXT NOT NULL DEFAULT '',
    log_path TEXT NOT NULL DEFAULT '',
    quarantine TEXT NOT NULL DEFAULT '',
    cpu_ms INTEGER NOT NULL DEFAULT 0,
    peak_rss_kib INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX attempt_job ON attempt(job_id);

CREATE TABLE signature (
    sig TEXT PRIMARY KEY,
    id INTEGER NOT NULL UNIQUE,                -- the same 64 bits as a number, for lists
    class TEXT NOT NULL,
    code TEXT NOT NULL,
    title TEXT NOT NULL,
    lines_json TEXT NOT NULL,                  -- what it was computed from: "why grouped"
    algorithm INTEGER NOT NULL,
    policy TEXT NOT NULL,
    added_at INTEGER NOT NULL
);

CREATE TABLE failure (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    package_id INTEGER NOT NULL REFERENCES package(id),
    attempt_id INTEGER REFERENCES attempt(id),
    class TEXT NOT NULL,
    code TEXT NOT NULL,
    phase TEXT NOT NULL,
    signature TEXT NOT NULL REFERENCES signature(sig),
    message TEXT NOT NULL,
    advice TEXT NOT NULL DEFAULT '',
    trace_json TEXT NOT NULL,
    evidence_json TEXT NOT NULL,
    version TEXT NOT NULL DEFAULT '',
    suite TEXT NOT NULL DEFAULT '',
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    count INTEGER NOT NULL DEFAULT 1,
    auto_retries INTEGER NOT NULL DEFAULT 0,
    next_retry_at INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL CHECK (state IN ('held', 'retry_wait', 'resolved', 'spurious_capped')),
    resolved_by TEXT NOT NULL DEFAULT '',
    resolved_at INTEGER NOT NULL DEFAULT 0,
    resolution TEXT NOT NULL DEFAULT ''
);
CREATE INDEX failure_open ON failure(signature, package_id) WHERE state <> 'resolved';
CREATE INDEX failure_package ON failure(package_id);

CREATE TABLE refop (                           -- write-ahead log of ref changes
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt_id INTEGER NOT NULL REFERENCES attempt(id),
    package_id INTEGER NOT NULL REFERENCES package(id),
    seq INTEGER NOT NULL,
    repo TEXT NOT NULL DEFAULT 'local',
    ref TEXT NOT NULL,
    old_oid TEXT NOT NULL DEFAULT '',          -- '' = must not exist
    new_oid TEXT NOT NULL DEFAULT '',          -- '' = delete
    state TEXT NOT NULL DEFAULT 'planned' CHECK (state IN ('planned', 'done', 'conflict')),
    created INTEGER NOT NULL
);
CREATE INDEX refop_planned ON refop(attempt_id) WHERE state = 'planned';

CREATE TABLE event (                           -- the audit log
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL,
    summary TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    before_json TEXT NOT NULL DEFAULT '{}',
    after_json TEXT NOT NULL DEFAULT '{}',
    undoes INTEGER NOT NULL DEFAULT 0,
    undone_by INTEGER NOT NULL DEFAULT 0
);

CREATE TABLE host (
    host TEXT PRIMARY KEY,
    jobs INTEGER NOT NULL DEFAULT 0,
    parallel INTEGER NOT NULL DEFAULT 0,
    heartbeat INTEGER NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'stopped'
);

CREATE TABLE change (                          -- the change feed: one counter per topic
    topic TEXT PRIMARY KEY,
    seq INTEGER NOT NULL
);
