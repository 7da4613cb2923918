// SPDX-License-Identifier: GPL-3.0-or-later
// PostgresDatabase's tables, and copies of its database.
#include "core/base/process.h"
#include "core/store/postgres/postgresdatabase.h"

#include <QUrl>
#include <QUrlQuery>

namespace millrace::store {

namespace {

QStringList texts(QSqlQuery query)
{
    QStringList result;
    while (query.next())
        result.append(query.value(0).toString());
    return result;
}

/// As libpq takes it, without a password.
QString connectionString(const StoreUrl& url)
{
    QUrlQuery query;
    const auto add = [&query](const QString& name, const QString& value) {
        if (!value.isEmpty())
            query.addQueryItem(name, QString::fromLatin1(QUrl::toPercentEncoding(value)));
    };
    add(QStringLiteral("host"), url.host);
    add(QStringLiteral("port"), url.port > 0 ? QString::number(url.port) : QString());
    add(QStringLiteral("user"), url.user);
    add(QStringLiteral("dbname"), url.database);
    for (const auto& [name, value] : url.options)
        add(name, value);
    return QLatin1String("postgresql:///?") + query.query(QUrl::FullyEncoded);
}

} // namespace

QList<TableInfo> PostgresDatabase::tables()
{
    QList<TableInfo> tables;
    for (const QString& name : texts(select(
             QStringLiteral("SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relname NOT IN "
                            "('migration', 'unsigned_change', 'failure_text') AND "
                            "relnamespace = current_schema()::regnamespace ORDER BY relname::text COLLATE \"C\"")))) {
        TableInfo table;
        table.name = name;
        table.columns =
            texts(select(QStringLiteral("SELECT attname::text FROM pg_attribute WHERE attrelid = "
                                        "to_regclass(?) AND attnum > 0 AND NOT attisdropped ORDER BY attnum"),
                         {name}));
        table.key = texts(select(
            QStringLiteral("SELECT a.attname::text FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND "
                           "a.attnum = ANY(i.indkey) WHERE i.indrelid = to_regclass(?) AND i.indisprimary "
                           "ORDER BY array_position(i.indkey::int2[], a.attnum)"),
            {name}));
        const QStringList references = texts(
            select(QStringLiteral(
                       "SELECT DISTINCT c.relname::text FROM pg_constraint r JOIN pg_class c ON c.oid = r.confrelid "
                       "WHERE r.contype = 'f' AND r.conrelid = to_regclass(?)"),
                   {name}));
        table.refersTo = QSet<QString>(references.cbegin(), references.cend());
        const QString sequence =
            table.columns.contains(QLatin1String("id"))
                ? value(QStringLiteral("SELECT pg_get_serial_sequence(?, 'id')"), {name}).toString()
                : QString();
        table.countsIds = !sequence.isEmpty();
        if (table.countsIds)
            table.lastId =
                value(QStringLiteral("SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM %1").arg(sequence))
                    .toLongLong();
        tables.append(table);
    }
    return inOrderOfReference(tables);
}

void PostgresDatabase::continueIds(const QString& table, qint64 lastId)
{
    if (lastId > 0)
        value(QStringLiteral("SELECT setval(pg_get_serial_sequence(?, 'id'), ?)"), {table, lastId});
}

void PostgresDatabase::backup(const QString& file)
{
    ProcessRequest request;
    request.program = QStringLiteral("pg_dump");
    request.arguments = {QStringLiteral("--format=custom"), QStringLiteral("--no-password"),
                         QLatin1String("--file=") + file, QLatin1String("--dbname=") + connectionString(url())};
    if (!url().password.isEmpty())
        request.environment.insert(QStringLiteral("PGPASSWORD"), url().password);
    request.timeoutMs = 6 * 60 * 60 * 1000;
    runProcessChecked(request);
    request = {};
    request.program = QStringLiteral("pg_restore");
    request.arguments = {QStringLiteral("--list"), file};
    runProcessChecked(request);
}

} // namespace millrace::store
