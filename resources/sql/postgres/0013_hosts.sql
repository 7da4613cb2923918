-- SPDX-License-Identifier: GPL-3.0-or-later
-- Several hosts on one store: what a person wants of each, whose turn the idle slot is, and who polls which suite.
ALTER TABLE host ADD COLUMN wanted_parallel INTEGER NOT NULL DEFAULT 0;  -- jobs at once; 0 = as its engine was started
ALTER TABLE host ADD COLUMN wanted_state TEXT COLLATE "C" NOT NULL DEFAULT 'run' CHECK (wanted_state IN ('run', 'drain'));
ALTER TABLE host ADD COLUMN row_version BIGINT NOT NULL DEFAULT 0;      -- grows with what is wanted
ALTER TABLE host ADD COLUMN verify_claimed BIGINT NOT NULL DEFAULT 0;   -- when its idle slot last took a package
-- Jobs wait while a poll is under way, whoever polls: half of it would give another order than the one recorded.
ALTER TABLE suite ADD COLUMN poller TEXT COLLATE "C" NOT NULL DEFAULT '';            -- the process that reads it now
ALTER TABLE suite ADD COLUMN poll_until BIGINT NOT NULL DEFAULT 0;      -- until when that process is believed to live
