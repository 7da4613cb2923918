-- SPDX-License-Identifier: GPL-3.0-or-later
-- Where else an archive's files may be found when it lacks them (importer.md c57), and what of an upload's age or form
-- is accepted from it: digests weaker than SHA-256 (c16), tarballs compressed by zstd (c17).
ALTER TABLE archive ADD COLUMN mirrors_json TEXT NOT NULL DEFAULT '[]';
ALTER TABLE archive ADD COLUMN weak_digests INTEGER NOT NULL DEFAULT 1;
ALTER TABLE archive ADD COLUMN zst INTEGER NOT NULL DEFAULT 1;
-- A person may also decide what becomes of somebody's upstream tag (b13): 'upstream' with the upstream version, and
-- 'keep', 'adopt' or 'move:<value of the tag>'.
ALTER TABLE import_override RENAME TO import_override_before;
CREATE TABLE import_override (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    package_id INTEGER NOT NULL REFERENCES package(id),
    version TEXT NOT NULL,                     -- the upload, or the upstream version, that it is about
    what TEXT NOT NULL CHECK (what IN ('parent', 'changelog', 'upstream')),
    value TEXT NOT NULL,
    UNIQUE (package_id, version, what)
);
INSERT INTO import_override(id, package_id, version, what, value)
    SELECT id, package_id, version, what, value FROM import_override_before;
DROP TABLE import_override_before;
