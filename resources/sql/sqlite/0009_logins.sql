-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who the database says it was that made an event: on a server a login's name, in a file nobody's.
ALTER TABLE event ADD COLUMN login TEXT NOT NULL DEFAULT '';
-- What git hosts and APIs want to be shown. On a server only admins read it.
CREATE TABLE token (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    added_by TEXT NOT NULL DEFAULT '',
    added_at INTEGER NOT NULL DEFAULT 0
);
