-- SPDX-License-Identifier: GPL-3.0-or-later
-- Upstream commits in the order in which they were made; it was that of SQLite's own row numbers.
ALTER TABLE upstream ADD COLUMN ordinal INTEGER NOT NULL DEFAULT 0;
UPDATE upstream SET ordinal = rowid;
-- The order of leasing: a waiting job gains one step of priority in 30 minutes.
DROP INDEX job_queue;
CREATE INDEX job_queue ON job(priority * 1800000 + created, id) WHERE state = 'queued';
