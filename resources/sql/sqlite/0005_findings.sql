-- SPDX-License-Identifier: GPL-3.0-or-later
-- What verification found (importer.md b15). A finding never blocks an import; it is closed by the next verification
-- that looks at the same thing and finds it in order.
CREATE TABLE finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    package_id INTEGER NOT NULL REFERENCES package(id),
    check_name TEXT NOT NULL,                  -- 'I1' … 'I9'; 'run' = the verification itself did not get through
    code TEXT NOT NULL,                        -- 'branch.rewritten'
    subject TEXT NOT NULL,                     -- a ref, a version, a folder
    severity TEXT NOT NULL CHECK (severity IN ('note', 'warning', 'error')),
    version TEXT NOT NULL DEFAULT '',          -- the one to look at
    message TEXT NOT NULL,
    advice TEXT NOT NULL DEFAULT '',
    expected_json TEXT NOT NULL DEFAULT '{}',
    actual_json TEXT NOT NULL DEFAULT '{}',
    state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'gone', 'acknowledged')),
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL,
    gone_at INTEGER NOT NULL DEFAULT 0,
    count INTEGER NOT NULL DEFAULT 1,          -- verifications that saw it
    UNIQUE (package_id, check_name, code, subject)
);
CREATE INDEX finding_open ON finding(package_id) WHERE state = 'open';

ALTER TABLE package ADD COLUMN verified_at INTEGER NOT NULL DEFAULT 0;   -- when a verification last got through
ALTER TABLE package ADD COLUMN verify_begun INTEGER NOT NULL DEFAULT 0;  -- when one was last begun
ALTER TABLE import ADD COLUMN verified_at INTEGER NOT NULL DEFAULT 0;    -- when its source was last extracted again

ALTER TABLE host ADD COLUMN verifying TEXT NOT NULL DEFAULT '';          -- the package that its idle slot is at
ALTER TABLE host ADD COLUMN verify_every_s INTEGER NOT NULL DEFAULT 0;   -- how often it verifies a package; 0 = never
