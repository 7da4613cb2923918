-- SPDX-License-Identifier: GPL-3.0-or-later
-- When the poll that has not come to its end for this suite began; 0 = none. A poll that is killed and run again
-- records what it finds as seen at that time, so that the order of publications is the same (importer.md b9).
ALTER TABLE suite ADD COLUMN poll_begun BIGINT NOT NULL DEFAULT 0;
