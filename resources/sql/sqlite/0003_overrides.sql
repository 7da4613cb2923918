-- SPDX-License-Identifier: GPL-3.0-or-later
-- What people decided about single versions whose changelog does not tell it right (importer.md b8, c46).
CREATE TABLE import_override (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    package_id INTEGER NOT NULL REFERENCES package(id),
    version TEXT NOT NULL,                     -- the upload that it is about
    what TEXT NOT NULL CHECK (what IN ('parent', 'changelog')),
    value TEXT NOT NULL,                       -- a version; '' = no parent
    UNIQUE (package_id, version, what)
);
-- Archives were all ranked as upstream ones; a derivative's history must not flow upwards (importer.md b8).
UPDATE archive SET rank = 1 WHERE rank = 0 AND vendor NOT IN ('', 'debian');
