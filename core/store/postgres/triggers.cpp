// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/database.h"
#include "core/store/packagetable.h"
#include "core/store/postgres/guards.h"
#include "core/store/tablecatalog.h"

#include <QSet>

namespace millrace::store {

namespace {

// What a person changes needs no event: the events themselves, and the counters of the change feed.
const QSet<QString> untold = {QStringLiteral("event"), QStringLiteral("change")};

// The tables whose rows an Operation accounts for by the name of their package: column of the package, and what makes
// an update one that counts.
struct Told
{
    const char* table;
    const char* column;
    const char* updated;
};
constexpr Told told[] = {
    {"package", "id", "true"},
    {"job", "package_id", "true"},
    {"import_override", "package_id", "true"},
    {"publication", "package_id", "true"},
    // Merging and splitting signatures moves failures of any package, and changes none.
    {"failure", "package_id", "n.signature = o.signature"},
};

void makeFunction(Database& database, const QString& owner, const QString& name, const QString& body)
{
    database.execute(QStringLiteral("CREATE OR REPLACE FUNCTION %1() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
                                    "SET search_path = pg_catalog, public, pg_temp AS $body$ BEGIN %2 END $body$")
                         .arg(name, body));
    database.execute(QStringLiteral("ALTER FUNCTION %1() OWNER TO %2").arg(name, owner));
}

void makeFunctions(Database& database, const QString& owner)
{
    const QString refuse = QStringLiteral("RAISE EXCEPTION '%' USING ERRCODE = 'insufficient_privilege'");
    makeFunction(database, owner, QStringLiteral("millrace_refuse"),
                 QString(refuse).replace(QLatin1String("'%'"), QLatin1String("'%', TG_ARGV[0]")) + QLatin1Char(';'));
    // Arguments: the column with the package, or nothing; for updates, the condition under which they count.
    makeFunction(
        database, owner, QStringLiteral("millrace_note_change"),
        QStringLiteral(
            "IF TG_ARGV[0] = '' THEN INSERT INTO unsigned_change(packages) SELECT '{}' WHERE EXISTS (SELECT FROM "
            "changed); ELSIF TG_OP = 'UPDATE' AND TG_ARGV[1] <> 'true' THEN EXECUTE format('INSERT INTO "
            "unsigned_change(packages) SELECT coalesce(array_agg(DISTINCT n.%1$I) FILTER (WHERE %2$s), ''{}'') FROM "
            "changed n JOIN former o ON o.id = n.id HAVING count(*) > 0', TG_ARGV[0], TG_ARGV[1]); ELSE EXECUTE "
            "format('INSERT INTO unsigned_change(packages) SELECT array_agg(DISTINCT %1$I) FROM changed HAVING "
            "count(*) > 0', TG_ARGV[0]); END IF; RETURN NULL;"));
    // The first row of the transaction speaks for all of them, and each package is looked at once.
    const QString now = QStringLiteral("transaction_id = pg_current_xact_id()::text::bigint AND login = session_user");
    const QString changed = QStringLiteral("id IN (SELECT unnest(packages) FROM unsigned_change)");
    const QString named =
        QStringLiteral("SELECT one->>'package' FROM event e, json_array_elements(coalesce(e.after_json::json->"
                       "'packages', '[]')) one WHERE e.%1 AND one->>'package' IS NOT NULL")
            .arg(QString(now).replace(QLatin1String("login"), QLatin1String("e.login")));
    makeFunction(
        database, owner, QStringLiteral("millrace_check_change"),
        QStringLiteral("DECLARE signed boolean := EXISTS (SELECT FROM event WHERE %1); unnamed text; unsettled text; "
                       "BEGIN IF NOT EXISTS (SELECT FROM unsigned_change) THEN RETURN NULL; END IF; "
                       "SELECT min(name) FILTER (WHERE NOT signed OR name NOT IN (%2)), min(name) FILTER (WHERE state "
                       "NOT IN ('paused', 'denied') AND state <> (%3)) INTO unnamed, unsettled FROM package WHERE %4; "
                       "IF NOT signed OR unnamed IS NOT NULL THEN RAISE EXCEPTION 'a change of % needs an event that "
                       "says who made it and why', coalesce(unnamed, 'the store') USING ERRCODE = "
                       "'insufficient_privilege'; END IF; "
                       "IF unsettled IS NOT NULL THEN RAISE EXCEPTION 'package % is not in the state that its jobs and "
                       "failures give it', unsettled USING ERRCODE = 'insufficient_privilege'; END IF; "
                       "DELETE FROM unsigned_change; RETURN NULL; END;")
            .arg(now, named, PackageTable::settledState(), changed));
    // Undone is what an event of the same transaction undoes, once.
    makeFunction(database, owner, QStringLiteral("millrace_undo_once"),
                 QStringLiteral("IF OLD.undone_by <> 0 OR NOT EXISTS (SELECT FROM event WHERE id = NEW.undone_by AND "
                                "undoes = OLD.id AND %1) THEN RAISE EXCEPTION 'an event is undone by the one that "
                                "says so' USING ERRCODE = 'insufficient_privilege'; END IF; RETURN NEW;")
                     .arg(now));
    // Undo puts back what somebody else decided; nobody else's name can be put there.
    makeFunction(database, owner, QStringLiteral("millrace_sign_decision"),
                 QStringLiteral("IF NOT EXISTS (SELECT FROM event WHERE login = NEW.author AND action IN ('spurious', "
                                "'rule')) THEN NEW.author := session_user; END IF; RETURN NEW;"));
}

} // namespace

QStringList triggerFunctions()
{
    return {QStringLiteral("millrace_check_change"),  QStringLiteral("millrace_index_failure"),
            QStringLiteral("millrace_note_change"),   QStringLiteral("millrace_refuse"),
            QStringLiteral("millrace_sign_decision"), QStringLiteral("millrace_sign_event"),
            QStringLiteral("millrace_undo_once")};
}

void applyGuards(Database& database, const QString& owner)
{
    const QString name = database.value(QStringLiteral("SELECT quote_ident(?)"), {owner}).toString();
    const QString person = QStringLiteral("NOT pg_has_role(session_user, 'millrace_worker', 'MEMBER') AND NOT "
                                          "pg_has_role(session_user, %1, 'MEMBER')")
                               .arg(database.value(QStringLiteral("SELECT quote_literal(?)"), {owner}).toString());
    makeFunctions(database, name);
    const auto trigger = [&](const QString& trigger, const QString& table, const QString& what) {
        database.execute(QStringLiteral("DROP TRIGGER IF EXISTS %1 ON %2").arg(trigger, table));
        database.execute(what.arg(trigger, table));
    };
    for (const TableInfo& table : database.tables()) {
        if (untold.contains(table.name))
            continue;
        QString arguments = QStringLiteral("'', 'true'");
        for (const Told& one : told) {
            if (table.name == QLatin1String(one.table))
                arguments = QStringLiteral("'%1', '%2'").arg(QLatin1String(one.column), QLatin1String(one.updated));
        }
        for (const char* const event : {"insert", "update", "delete"}) {
            const QString rows = QLatin1String(event) == QLatin1String("delete")
                                     ? QStringLiteral("OLD TABLE AS changed")
                                 : QLatin1String(event) == QLatin1String("insert")
                                     ? QStringLiteral("NEW TABLE AS changed")
                                     : QStringLiteral("NEW TABLE AS changed OLD TABLE AS former");
            trigger(
                QStringLiteral("%1_told_%2").arg(table.name, QLatin1String(event)), table.name,
                QStringLiteral("CREATE TRIGGER %1 AFTER %3 ON %2 REFERENCING %4 FOR EACH STATEMENT WHEN (%5) "
                               "EXECUTE FUNCTION millrace_note_change(%6)")
                    .arg(QStringLiteral("%1"), QStringLiteral("%2"), QLatin1String(event), rows, person, arguments));
        }
    }
    trigger(QStringLiteral("unsigned_change_told"), QStringLiteral("unsigned_change"),
            QStringLiteral("CREATE CONSTRAINT TRIGGER %1 AFTER INSERT ON %2 DEFERRABLE INITIALLY DEFERRED FOR EACH ROW "
                           "EXECUTE FUNCTION millrace_check_change()"));
    // After the row was changed, which is undone with everything else then: a trigger before it makes the server lock
    // each row for itself first.
    int number = 0;
    for (const Guard& guard : guards())
        trigger(QStringLiteral("%1_guard_%2").arg(guard.table).arg(++number), guard.table,
                QStringLiteral("CREATE TRIGGER %1 AFTER %3 ON %2 FOR EACH ROW WHEN ((%4) AND %5) EXECUTE FUNCTION "
                               "millrace_refuse('%6')")
                    .arg(QStringLiteral("%1"), QStringLiteral("%2"), guard.event, guard.refused, person,
                         QString(guard.sentence).replace(QLatin1Char('\''), QLatin1String("''"))));
    trigger(QStringLiteral("event_undone"), QStringLiteral("event"),
            QStringLiteral("CREATE TRIGGER %1 BEFORE UPDATE ON %2 FOR EACH ROW WHEN (%3) EXECUTE FUNCTION "
                           "millrace_undo_once()")
                .arg(QStringLiteral("%1"), QStringLiteral("%2"), person));
    for (const QString& table : {QStringLiteral("spurious"), QStringLiteral("error_rule")})
        trigger(table + QLatin1String("_signed"), table,
                QStringLiteral("CREATE TRIGGER %1 BEFORE INSERT OR UPDATE ON %2 FOR EACH ROW WHEN (%3) EXECUTE "
                               "FUNCTION millrace_sign_decision()")
                    .arg(QStringLiteral("%1"), QStringLiteral("%2"), person));
}

} // namespace millrace::store
