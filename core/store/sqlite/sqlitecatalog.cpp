// SPDX-License-Identifier: GPL-3.0-or-later
// SqliteDatabase's rights and tables, and copies of its file.
#include "core/base/error.h"
#include "core/store/sqlite/sqlitedatabase.h"

namespace millrace::store {

namespace {

QStringList texts(QSqlQuery query)
{
    QStringList result;
    while (query.next())
        result.append(query.value(0).toString());
    return result;
}

} // namespace

Rights SqliteDatabase::rights()
{
    // Opening a file for writing is refused where it cannot be written.
    const bool all = !readOnly();
    return {{}, true, all, all, all, all ? QString() : QStringLiteral("The store was opened for reading only.")};
}

QList<TableInfo> SqliteDatabase::tables()
{
    QList<TableInfo> tables;
    // sqlite_sequence is there as soon as one table has AUTOINCREMENT; the first migration sees to that. An index over
    // texts is a virtual table and its shadows: it is made again from the rows of others.
    for (const QString& name : texts(select(QStringLiteral(
             "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE "
             "'sqlite\\_%' ESCAPE '\\' ORDER BY name")))) {
        TableInfo table;
        table.name = name;
        table.columns = texts(select(QStringLiteral("SELECT name FROM pragma_table_info(?) ORDER BY cid"), {name}));
        table.key =
            texts(select(QStringLiteral("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk"), {name}));
        const QStringList references =
            texts(select(QStringLiteral("SELECT DISTINCT \"table\" FROM pragma_foreign_key_list(?)"), {name}));
        table.refersTo = QSet<QString>(references.cbegin(), references.cend());
        table.countsIds =
            table.key == QStringList{QStringLiteral("id")} &&
            value(QStringLiteral("SELECT type FROM pragma_table_info(?) WHERE name = 'id'"), {name}).toString() ==
                QLatin1String("INTEGER");
        if (table.countsIds)
            table.lastId =
                std::max(value(QStringLiteral("SELECT max(id) FROM \"%1\"").arg(name)).toLongLong(),
                         value(QStringLiteral("SELECT seq FROM sqlite_sequence WHERE name = ?"), {name}).toLongLong());
        tables.append(table);
    }
    return inOrderOfReference(tables);
}

void SqliteDatabase::continueIds(const QString& table, qint64 lastId)
{
    // Only tables with AUTOINCREMENT keep a number beyond their highest id; they have a row here from their first one.
    run(QStringLiteral("INSERT INTO sqlite_sequence(name, seq) SELECT name, 0 FROM sqlite_master WHERE name = ? AND "
                       "sql LIKE '%AUTOINCREMENT%' AND name NOT IN (SELECT name FROM sqlite_sequence)"),
        {table});
    run(QStringLiteral("UPDATE sqlite_sequence SET seq = ? WHERE name = ? AND seq < ?"), {lastId, table, lastId});
}

void SqliteDatabase::backup(const QString& file)
{
    // One state of the store, while others go on writing; SQLite refuses a file that is there.
    run(QStringLiteral("VACUUM INTO ?"), {file});
    const std::unique_ptr<Database> copy =
        Database::open(StoreUrl::parse(QLatin1String("sqlite:") + file), OpenMode::ReadOnly);
    const QString verdict = copy->value(QStringLiteral("PRAGMA integrity_check")).toString();
    if (verdict != QLatin1String("ok"))
        throw Error(QStringLiteral("store.corrupt"), QStringLiteral("the copy %1 is damaged: %2").arg(file, verdict))
            .withAdvice(QStringLiteral("check the disk, and the store itself: PRAGMA integrity_check"));
}

} // namespace millrace::store
