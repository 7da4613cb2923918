// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/postgres/operatorfunctions.h"

#include "core/store/database.h"
#include "core/store/packagetable.h"
#include "core/store/postgres/sqltext.h"

#include <QHash>
#include <QRegularExpression>

#include <optional>

namespace millrace::store {

namespace {

const QString prefix = QStringLiteral("millrace_act_");

OperatorFunction act(const char* name, const QString& statement)
{
    return {prefix + QLatin1String(name), statement};
}

OperatorFunction act(const char* name, const char* statement)
{
    return act(name, QString::fromUtf8(statement));
}

/// Stands for a batch in the statements below.
const QString manyOf = QStringLiteral("IN (?*)");

/// Batches are of several lengths (batches.h); the function takes any.
QString anyLength(QString sql)
{
    static const QRegularExpression batch(QStringLiteral("IN \\(\\?(?:,\\?)*\\)"));
    return sql.replace(batch, manyOf);
}

/// The value as text, as PostgreSQL reads it; nothing: NULL.
std::optional<QString> textOf(const QVariant& value)
{
    switch (value.typeId()) {
    case QMetaType::UnknownType:
    case QMetaType::Nullptr:
        return std::nullopt;
    case QMetaType::Bool:
        return value.toBool() ? QStringLiteral("1") : QStringLiteral("0");
    case QMetaType::QByteArray:
        return QLatin1String("\\x") + QString::fromLatin1(value.toByteArray().toHex());
    default:
        return value.toString();
    }
}

QString literal(const QVariant& value)
{
    const std::optional<QString> text = textOf(value);
    return text ? sqlLiteral(*text) : QStringLiteral("NULL");
}

/// The value as an element in the text of an array.
QString element(const QVariant& value)
{
    std::optional<QString> text = textOf(value);
    if (!text)
        return QStringLiteral("NULL");
    text->replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
    return QLatin1Char('"') + *text + QLatin1Char('"');
}

/// Fills the values into a statement, each quoted as a literal, and runs nothing. A batch becomes one array: the server
/// reads that faster than a list.
const QString fill = QStringLiteral(
    "CREATE OR REPLACE FUNCTION millrace_fill(statement text, arguments text[]) RETURNS text LANGUAGE plpgsql "
    "IMMUTABLE "
    "SET search_path = pg_catalog, pg_temp AS $body$ DECLARE parts text[] := string_to_array(statement, '?'); "
    "filled text := parts[1]; used int := 0; many int := coalesce(cardinality(arguments), 0) - cardinality(parts) + 2; "
    "BEGIN FOR i IN 2..cardinality(parts) LOOP IF left(parts[i], 1) = '*' THEN filled := filled || "
    "quote_literal(arguments[used + 1:used + many]) || substr(parts[i], 2); used := used + many; ELSE used := used + "
    "1; "
    "filled := filled || quote_nullable(arguments[used]) || parts[i]; END IF; END LOOP; RETURN filled; END $body$");

/// A SELECT that locks answers what it selects, as an INSERT does that returns an id.
QString bodyOf(const QString& statement)
{
    const bool answers =
        statement.startsWith(QLatin1String("SELECT")) || statement.endsWith(QLatin1String(" RETURNING id"));
    // Quoted, not between dollars: its placeholders are not those of the statement that makes the function.
    return QStringLiteral("DECLARE answer bigint; BEGIN EXECUTE millrace_fill(%1, arguments)%2; RETURN answer; END")
        .arg(sqlLiteral(QString(statement).replace(manyOf, QLatin1String("= ANY (?*)"))),
             answers ? QStringLiteral(" INTO answer") : QStringLiteral("; GET DIAGNOSTICS answer = ROW_COUNT"));
}

} // namespace

const QList<OperatorFunction>& operatorFunctions()
{
    static const QList<OperatorFunction> all = {
        act("undo_event", "UPDATE event SET undone_by = ? WHERE id = ?"),
        act("write_event",
            "INSERT INTO event(at, actor, action, subject, summary, reason, before_json, after_json, undoes) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id"),
        act("lock_package", "SELECT id FROM package WHERE id = ? FOR UPDATE"),
        act("put_aside", "UPDATE package SET state = ?, note = ?, hold_until = ? WHERE id = ?"),
        act("set_tracked", "UPDATE package SET tracked = ? WHERE id = ?"),
        act("settle_package", "UPDATE package SET state = ? WHERE id = ?"),
        act("settle_packages", QLatin1String("UPDATE package SET state = (") + PackageTable::settledState() +
                                   QLatin1String("), row_version = row_version + 1, changed_at = ? WHERE id IN (?*)")),
        act("touch_package", "UPDATE package SET row_version = row_version + 1, changed_at = ? WHERE id = ?"),
        act("cancel_jobs",
            "UPDATE job SET state = 'cancelled', ended = ?, outcome = 'cancelled' WHERE id IN (?*) AND state = "
            "'queued'"),
        act("queue_job",
            "INSERT INTO job(package_id, type, priority, due_at, created, reason, suites_json) VALUES (?, ?, ?, ?, "
            "?, ?, ?) RETURNING id"),
        act("queue_all",
            "INSERT INTO job(package_id, type, priority, due_at, created, reason, suites_json) SELECT k.id, ?, ?, "
            "0, ?, ?, '[]' FROM package k WHERE k.id IN (?*) ORDER BY k.id ON CONFLICT (package_id, type) WHERE state "
            "= 'queued' DO UPDATE SET priority = CASE WHEN job.priority < excluded.priority THEN job.priority ELSE "
            "excluded.priority END, due_at = 0, suites_json = '[]'"),
        act("revive_job",
            "UPDATE job SET state = 'queued', ended = 0, outcome = '', priority = ? WHERE id = ? AND state = "
            "'cancelled'"),
        act("set_mode", "UPDATE job SET mode = ? WHERE id = ? AND state = 'queued'"),
        act("set_priority", "UPDATE job SET priority = ? WHERE id = ? AND state = 'queued'"),
        act("widen_job",
            "UPDATE job SET priority = CASE WHEN priority > ? THEN ? ELSE priority END, due_at = CASE WHEN due_at "
            "> ? THEN ? ELSE due_at END, suites_json = ? WHERE id = ?"),
        act("move_failure", "UPDATE failure SET signature = ? WHERE id = ?"),
        act("move_failures", "UPDATE failure SET signature = ? WHERE signature = ?"),
        act("resolve_failure",
            "UPDATE failure SET state = 'resolved', resolved_by = ?, resolved_at = ?, auto_retries = 0, "
            "next_retry_at = 0, retry_pending = 0 WHERE id = ?"),
        act("resolve_failures",
            "UPDATE failure SET retry_pending = CASE WHEN state <> 'resolved' THEN ? ELSE retry_pending END, state "
            "= 'resolved', resolved_by = ?, resolution = ?, resolved_at = ?, auto_retries = 0, next_retry_at = 0 "
            "WHERE package_id IN (?*) AND (state <> 'resolved' OR resolved_by = 'superseded')"),
        act("restore_failures",
            "UPDATE failure SET state = ?, auto_retries = ?, next_retry_at = ?, resolved_by = '', resolution = '', "
            "resolved_at = 0, retry_pending = ? WHERE id IN (?*)"),
        act("skip_publication", "UPDATE publication SET skipped = ?, skip_reason = ? WHERE id = ?"),
        act("add_part",
            "INSERT INTO signature(sig, id, class, code, title, lines_json, algorithm, policy, added_at, part_of, "
            "part) VALUES (?, ?, ?, ?, ?, '[]', ?, ?, ?, ?, ?)"),
        act("decide_signature", "UPDATE signature SET merged_into = ?, split_by = ? WHERE sig = ?"),
        act("merge_merged", "UPDATE signature SET merged_into = ? WHERE merged_into = ?"),
        act("merge_signature", "UPDATE signature SET merged_into = ? WHERE sig = ?"),
        act("set_policy", "UPDATE signature SET policy = ? WHERE sig = ?"),
        act("split_signature", "UPDATE signature SET split_by = ? WHERE sig = ?"),
        act("touch_signature", "UPDATE signature SET row_version = row_version + 1 WHERE sig = ?"),
        act("drop_mark", "DELETE FROM spurious WHERE sig = ?"),
        act("set_mark",
            "INSERT INTO spurious(sig, state, delay_ms, cap, expires_at, author, reason, since, ended_at, "
            "accepted_milli) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (sig) DO UPDATE SET state = "
            "excluded.state, delay_ms = excluded.delay_ms, cap = excluded.cap, expires_at = excluded.expires_at, "
            "author = excluded.author, reason = excluded.reason, since = excluded.since, ended_at = "
            "excluded.ended_at, accepted_milli = excluded.accepted_milli"),
        act("drop_rule", "DELETE FROM error_rule WHERE code = ?"),
        act("set_rule",
            "INSERT INTO error_rule(code, policy, cap, delay_ms, retry_on_new_upload, author, reason, at) VALUES "
            "(?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (code) DO UPDATE SET policy = excluded.policy, cap = "
            "excluded.cap, delay_ms = excluded.delay_ms, retry_on_new_upload = excluded.retry_on_new_upload, "
            "author = excluded.author, reason = excluded.reason, at = excluded.at"),
        act("drop_overrides", "DELETE FROM import_override WHERE package_id = ?"),
        act("set_override", "INSERT INTO import_override(package_id, version, what, value) VALUES (?, ?, ?, ?) ON "
                            "CONFLICT(package_id, version, what) DO UPDATE SET value = excluded.value"),
        act("set_finding", "UPDATE finding SET state = ? WHERE id = ?"),
        act("set_outage",
            "UPDATE outage SET state = ?, by_hand = ?, since = ?, opened_at = ?, probes = ?, probed_at = ?, "
            "successes = ?, trial_job = CASE WHEN ? = 'half_open' THEN trial_job ELSE 0 END, last_error = ? WHERE "
            "resource = ?"),
        act("set_outage_reason", "UPDATE outage SET reason = ? WHERE resource = ?"),
        act("touch_outage",
            "INSERT INTO outage(resource, row_version) VALUES (?, 1) ON CONFLICT(resource) DO UPDATE SET "
            "row_version = outage.row_version + 1"),
        act("poll_again", "UPDATE suite SET polled_at = 1 WHERE archive_id = ? AND last_error <> ''"),
        act("set_host",
            "UPDATE host SET wanted_parallel = ?, wanted_state = ?, row_version = row_version + 1 WHERE host = ?"),
    };
    return all;
}

QString operatorCall(const QString& sql, const QVariantList& values)
{
    static const QHash<QString, QString> names = [] {
        QHash<QString, QString> byStatement;
        for (const OperatorFunction& one : operatorFunctions())
            byStatement.insert(one.statement, one.name);
        return byStatement;
    }();
    const QString name = names.value(anyLength(sql));
    if (name.isEmpty())
        return {};
    QStringList elements;
    // Few values are written one by one: an event's text is long, and full of what the text of an array would quote.
    constexpr qsizetype few = 32;
    if (values.size() <= few) {
        for (const QVariant& value : values)
            elements.append(literal(value));
        return QStringLiteral("SELECT %1(ARRAY[").arg(name) + elements.join(QLatin1Char(',')) +
               QLatin1String("]::text[])");
    }
    for (const QVariant& value : values)
        elements.append(element(value));
    return QStringLiteral("SELECT %1(%2)")
        .arg(name, sqlLiteral(QString(QLatin1Char('{') + elements.join(QLatin1Char(',')) + QLatin1Char('}'))));
}

void applyOperatorFunctions(Database& database, const QString& owner)
{
    QSqlQuery old = database.select(QStringLiteral("SELECT proname::text FROM pg_proc WHERE pronamespace = "
                                                   "'public'::regnamespace AND starts_with(proname, ?)"),
                                    {prefix});
    QStringList stale;
    while (old.next())
        stale.append(old.value(0).toString());
    old.finish();
    const auto keep = [&](const QString& signature) {
        database.execute(QStringLiteral("ALTER FUNCTION %1 OWNER TO %2").arg(signature, owner));
        database.execute(QStringLiteral("REVOKE ALL ON FUNCTION %1 FROM PUBLIC").arg(signature));
    };
    database.execute(fill);
    keep(QStringLiteral("millrace_fill(text, text[])"));
    for (const OperatorFunction& one : operatorFunctions()) {
        stale.removeAll(one.name);
        const QString signature = one.name + QLatin1String("(text[])");
        database.execute(
            QStringLiteral("CREATE OR REPLACE FUNCTION %1(arguments text[]) RETURNS bigint LANGUAGE plpgsql "
                           "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $body$ %2 "
                           "$body$")
                .arg(one.name, bodyOf(one.statement)));
        keep(signature);
        database.execute(QStringLiteral("GRANT EXECUTE ON FUNCTION %1 TO millrace_operator").arg(signature));
    }
    for (const QString& name : std::as_const(stale))
        database.execute(QStringLiteral("DROP FUNCTION %1(text[])").arg(name));
}

} // namespace millrace::store
