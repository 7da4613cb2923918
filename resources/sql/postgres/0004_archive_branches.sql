-- SPDX-License-Identifier: GPL-3.0-or-later
-- Branches that an archive asks for beside those of its suites (importer.md b2, frozen decision 4).
ALTER TABLE archive ADD COLUMN patches_applied BIGINT NOT NULL DEFAULT 0;
ALTER TABLE archive ADD COLUMN pristine_tar BIGINT NOT NULL DEFAULT 0;
