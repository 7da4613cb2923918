-- SPDX-License-Identifier: GPL-3.0-or-later
-- Which attempt wrote a publication's import before it was published (importer.md b9): taking the attempt back must
-- find publications that only moved to an import of an earlier attempt, too. NULL once the attempt is published.
ALTER TABLE publication ADD COLUMN staged_by INTEGER;
UPDATE publication SET staged_by = (SELECT i.attempt_id FROM import i WHERE i.id = publication.import_id)
    WHERE import_id IN (SELECT id FROM import WHERE state = 'staged');
CREATE INDEX publication_staged ON publication(staged_by) WHERE staged_by IS NOT NULL;
CREATE INDEX import_staged ON import(attempt_id) WHERE state = 'staged';
