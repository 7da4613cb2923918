// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storecopy.h"

#include "core/base/error.h"
#include "core/base/step.h"

#include <QCryptographicHash>

namespace millrace::store {

namespace {

constexpr int rowsPerPage = 2000;
constexpr int valuesPerInsert = 8000; // SQLite takes 32,766

/// What two tables must have in common to be copies of each other.
struct Sum
{
    qint64 rows = 0;
    QByteArray digest = {};
};

void add(QCryptographicHash& hash, const QVariant& cell)
{
    QByteArray bytes;
    if (cell.isNull())
        bytes = "n";
    else if (cell.typeId() == QMetaType::QByteArray)
        bytes = 'b' + cell.toByteArray();
    else
        // No text has a NUL in PostgreSQL, see sqltext.h.
        bytes = 't' + cell.toString().replace(QChar(u'\0'), QChar(QChar::ReplacementCharacter)).toUtf8();
    hash.addData(QByteArray::number(bytes.size()));
    hash.addData(bytes);
}

QString list(const QStringList& names)
{
    QStringList quoted;
    for (const QString& name : names)
        quoted.append(QLatin1Char('"') + name + QLatin1Char('"'));
    return quoted.join(QLatin1String(", "));
}

QString marks(qsizetype count)
{
    return QLatin1Char('(') + QStringList(count, QStringLiteral("?")).join(QLatin1String(", ")) + QLatin1Char(')');
}

/// Reads @p columns of all rows in the order of the key, a page at a time.
Sum readAll(Database& database, const TableInfo& table, const QStringList& columns,
            const std::function<void(const QList<QVariantList>&)>& take)
{
    Sum sum;
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const QString from = QStringLiteral("SELECT %1, %2 FROM \"%3\"").arg(list(columns), list(table.key), table.name);
    const QString order = QStringLiteral(" ORDER BY %1 LIMIT %2").arg(list(table.key)).arg(rowsPerPage);
    const QString after = QStringLiteral(" WHERE (%1) > %2").arg(list(table.key), marks(table.key.size()));
    QVariantList last;
    for (bool more = true; more;) {
        QSqlQuery query = database.select(from + (last.isEmpty() ? QString() : after) + order, last);
        QList<QVariantList> page;
        while (query.next()) {
            QVariantList row;
            for (int i = 0; i < columns.size(); ++i) {
                // A driver's NULL has its column's type; bound again it would be an empty text.
                row.append(query.isNull(i) ? QVariant() : query.value(i));
                add(hash, row.constLast());
            }
            page.append(row);
            last.clear();
            for (int i = 0; i < table.key.size(); ++i)
                last.append(query.value(static_cast<int>(columns.size()) + i));
        }
        query.finish();
        sum.rows += page.size();
        more = page.size() == rowsPerPage;
        if (take && !page.isEmpty())
            take(page);
    }
    sum.digest = hash.result();
    return sum;
}

void insertAll(Database& database, const QString& table, const QStringList& columns, const QList<QVariantList>& rows)
{
    const qsizetype atOnce = std::max<qsizetype>(1, valuesPerInsert / columns.size());
    for (qsizetype first = 0; first < rows.size(); first += atOnce) {
        const qsizetype count = std::min(atOnce, rows.size() - first);
        QVariantList values;
        for (qsizetype i = first; i < first + count; ++i)
            values += rows.at(i);
        database.select(
            QStringLiteral("INSERT INTO \"%1\"(%2) VALUES %3")
                .arg(table, list(columns), QStringList(count, marks(columns.size())).join(QLatin1String(", "))),
            values);
    }
}

/// The counters of the change feed are kept in as many rows as there were writers; only their sums mean something.
qint64 copyCounters(Database& from, Database& to)
{
    QList<QVariantList> rows;
    QSqlQuery query = from.select(QStringLiteral("SELECT topic, sum(seq) FROM change GROUP BY topic ORDER BY topic"));
    while (query.next())
        rows.append({query.value(0).toString(), query.value(1).toLongLong()});
    if (!rows.isEmpty())
        insertAll(to, QStringLiteral("change"), {QStringLiteral("topic"), QStringLiteral("seq")}, rows);
    return rows.size();
}

/// Migrations may have put rows of their own there; those come with the copy again, as people changed them.
void makeEmpty(Database& to, const QList<TableInfo>& tables)
{
    for (const char* table : {"archive", "package", "job", "event", "failure", "host"}) {
        if (to.value(QStringLiteral("SELECT 1 FROM %1 LIMIT 1").arg(QLatin1String(table))).isValid())
            throw Error(
                QStringLiteral("refused.target"),
                QStringLiteral("the store %1 is not empty: it has rows in %2").arg(to.url().text, QLatin1String(table)))
                .withAdvice(QStringLiteral("name a new file or a new database as the target"));
    }
    for (auto it = tables.crbegin(); it != tables.crend(); ++it)
        to.run(QStringLiteral("DELETE FROM \"%1\"").arg(it->name));
}

CopiedTable copyTable(Database& from, Database& to, const TableInfo& source, const TableInfo& target,
                      const std::function<void(const QString&, qint64)>& progress)
{
    const Step step("copy a table", {{QStringLiteral("table"), source.name}});
    if (source.name == QLatin1String("change"))
        return {source.name, copyCounters(from, to), 0};
    QStringList columns;
    for (const QString& column : source.columns) {
        if (target.columns.contains(column))
            columns.append(column);
    }
    qint64 copied = 0;
    const Sum there = readAll(from, source, columns, [&](const QList<QVariantList>& rows) {
        insertAll(to, target.name, columns, rows);
        copied += rows.size();
        progress(source.name, copied);
    });
    if (target.countsIds)
        to.continueIds(target.name, source.lastId);
    const Sum here = readAll(to, target, columns, {});
    if (here.rows != there.rows || here.digest != there.digest)
        throw Error(
            QStringLiteral("store.copy"),
            QStringLiteral("the copy of %1 differs: %2 rows of %3").arg(source.name).arg(here.rows).arg(there.rows))
            .withAdvice(QStringLiteral("the target was left empty; report this with the versions of both databases"));
    return {source.name, there.rows, source.lastId};
}

} // namespace

QList<CopiedTable> copyStore(Database& from, Database& to, const std::function<void(const QString&, qint64)>& progress)
{
    const Step step("copy the store",
                    {{QStringLiteral("from"), from.url().text}, {QStringLiteral("to"), to.url().text}});
    QList<CopiedTable> copied;
    from.reading([&] {
        to.transaction(
            [&] {
                copied.clear();
                to.lockSchema();
                QHash<QString, TableInfo> targets;
                const QList<TableInfo> tables = to.tables();
                for (const TableInfo& table : tables)
                    targets.insert(table.name, table);
                makeEmpty(to, tables);
                for (const TableInfo& source : from.tables())
                    copied.append(copyTable(from, to, source, targets.value(source.name), progress));
            },
            Isolation::Newest);
    });
    return copied;
}

} // namespace millrace::store
