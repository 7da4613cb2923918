-- SPDX-License-Identifier: GPL-3.0-or-later
-- The texts by which failures are searched: package, code and message, indexed by their runs of three characters. A
-- text that few failures have is found without a look at all of them. Kept by triggers; packages keep
-- their names.
CREATE VIRTUAL TABLE failure_text USING fts5(text, tokenize = 'trigram', detail = none);
INSERT INTO failure_text(rowid, text)
    SELECT f.id, k.name || char(10) || f.code || char(10) || f.message FROM failure f
    JOIN package k ON k.id = f.package_id;
CREATE TRIGGER failure_text_insert AFTER INSERT ON failure BEGIN INSERT INTO failure_text(rowid, text)
    SELECT NEW.id, k.name || char(10) || NEW.code || char(10) || NEW.message FROM package k
    WHERE k.id = NEW.package_id; END;
CREATE TRIGGER failure_text_update AFTER UPDATE OF package_id, code, message ON failure
    WHEN NEW.package_id <> OLD.package_id OR NEW.code <> OLD.code OR NEW.message <> OLD.message
    BEGIN UPDATE failure_text SET text = (SELECT k.name || char(10) || NEW.code || char(10) || NEW.message
    FROM package k WHERE k.id = NEW.package_id) WHERE rowid = NEW.id; END;
CREATE TRIGGER failure_text_delete AFTER DELETE ON failure BEGIN DELETE FROM failure_text WHERE rowid = OLD.id; END;
