-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where else an archive's files may be found when it lacks them (importer.md c57), and what of an upload's age or form
-- is accepted from it: digests weaker than SHA-256 (c16), tarballs compressed by zstd (c17).
ALTER TABLE archive ADD COLUMN mirrors_json TEXT COLLATE "C" NOT NULL DEFAULT '[]';
ALTER TABLE archive ADD COLUMN weak_digests BIGINT NOT NULL DEFAULT 1;
ALTER TABLE archive ADD COLUMN zst BIGINT NOT NULL DEFAULT 1;
-- A person may also decide what becomes of somebody's upstream tag (b13): 'upstream' with the upstream version, and
-- 'keep', 'adopt' or 'move:<value of the tag>'.
ALTER TABLE import_override DROP CONSTRAINT IF EXISTS import_override_what_check;
ALTER TABLE import_override ADD CONSTRAINT import_override_what_check
    CHECK (what IN ('parent', 'changelog', 'upstream'));
