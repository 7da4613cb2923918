-- SPDX-License-Identifier: GPL-3.0-or-later
-- When the suite's index was last read to its end: polled_at also moves when that fails, or the archive would be asked
-- again at once.
ALTER TABLE suite ADD COLUMN read_at INTEGER NOT NULL DEFAULT 0;
UPDATE suite SET read_at = polled_at WHERE last_error = '';
-- What monitoring counts every minute must not read whole tables with tracebacks in their rows.
CREATE INDEX failure_last ON failure(last_at);
CREATE INDEX import_state ON import(state);
CREATE INDEX attempt_outcome ON attempt(outcome);
