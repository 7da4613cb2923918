-- SPDX-License-Identifier: GPL-3.0-or-later
-- The texts by which failures are searched: package, code and message, indexed by their runs of three characters. A
-- text that few failures have is found without a look at all of them. Kept by triggers; packages keep
-- their names.
CREATE TABLE failure_text (
    rowid BIGINT PRIMARY KEY,  -- failure.id, as SQLite's index calls it
    text TEXT COLLATE "C" NOT NULL
);
INSERT INTO failure_text(rowid, text)
    SELECT f.id, k.name || chr(10) || f.code || chr(10) || f.message FROM failure f
    JOIN package k ON k.id = f.package_id;
CREATE FUNCTION millrace_index_failure() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM failure_text WHERE rowid = OLD.id;
        RETURN NULL;
    END IF;
    INSERT INTO failure_text(rowid, text)
        SELECT NEW.id, k.name || chr(10) || NEW.code || chr(10) || NEW.message FROM package k
        WHERE k.id = NEW.package_id
        ON CONFLICT (rowid) DO UPDATE SET text = excluded.text;
    RETURN NULL;
END
$$;
CREATE TRIGGER failure_text_insert AFTER INSERT ON failure FOR EACH ROW EXECUTE FUNCTION millrace_index_failure();
CREATE TRIGGER failure_text_update AFTER UPDATE OF package_id, code, message ON failure FOR EACH ROW
    WHEN (NEW.package_id <> OLD.package_id OR NEW.code <> OLD.code OR NEW.message <> OLD.message)
    EXECUTE FUNCTION millrace_index_failure();
CREATE TRIGGER failure_text_delete AFTER DELETE ON failure FOR EACH ROW EXECUTE FUNCTION millrace_index_failure();
-- A server without this extension, or one where only others may add it, reads all texts.
DO $$
BEGIN
    CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN undefined_file OR feature_not_supported OR insufficient_privilege THEN
    NULL;
END
$$;
DO $$
BEGIN
    IF EXISTS (SELECT FROM pg_opclass WHERE opcname = 'gin_trgm_ops' AND pg_opclass_is_visible(oid)) THEN
        -- What is not sorted in yet is read as a whole by each search: no more than some hundred failures.
        CREATE INDEX failure_text_trigrams ON failure_text USING gin (text gin_trgm_ops)
            WITH (gin_pending_list_limit = 128);
    END IF;
END
$$;
