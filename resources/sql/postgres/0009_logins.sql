-- SPDX-License-Identifier: GPL-3.0-or-later
-- Who the database says it was that made an event, and in which transaction.
ALTER TABLE event ADD COLUMN login TEXT COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE event ADD COLUMN transaction_id BIGINT NOT NULL DEFAULT 0;
ALTER TABLE event ALTER COLUMN login SET DEFAULT session_user;
ALTER TABLE event ALTER COLUMN transaction_id SET DEFAULT pg_current_xact_id()::text::bigint;
CREATE INDEX event_transaction ON event(transaction_id) WHERE transaction_id > 0;
-- What git hosts and APIs want to be shown. Only admins read it.
CREATE TABLE token (
    name TEXT COLLATE "C" PRIMARY KEY,
    value TEXT COLLATE "C" NOT NULL,
    added_by TEXT COLLATE "C" NOT NULL DEFAULT '',
    added_at BIGINT NOT NULL DEFAULT 0
);

-- Whether the login of this session is, or is in, a role; false where there is no such role. The functions below run
-- with the rights of the store's owner, and session_user is the login whatever these are.
CREATE FUNCTION millrace_is(wanted TEXT) RETURNS BOOLEAN LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = wanted AND pg_has_role(session_user, oid, 'MEMBER'));
$$;

-- An event is under its login's own name. The engine's events are the engine's where the login works for one; the
-- store's owner, who may change everything anyway, also copies events of others.
CREATE FUNCTION millrace_sign_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT millrace_is(current_user::text) THEN
        NEW.login := session_user;
        IF NOT (NEW.actor = 'engine' AND millrace_is('millrace_worker')) THEN
            NEW.actor := session_user;
        END IF;
        NEW.transaction_id := pg_current_xact_id()::text::bigint;
    END IF;
    RETURN NEW;
END;
$$;
CREATE TRIGGER event_signed BEFORE INSERT ON event FOR EACH ROW EXECUTE FUNCTION millrace_sign_event();

-- What a person changes has an event of the same transaction, whatever program the change was made with.
CREATE FUNCTION millrace_need_event() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT FROM event WHERE transaction_id = pg_current_xact_id()::text::bigint) THEN
        RAISE EXCEPTION 'a change of % needs an event that says who made it and why', TG_TABLE_NAME
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    RETURN NULL;
END;
$$;
