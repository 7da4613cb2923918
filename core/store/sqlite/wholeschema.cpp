// SPDX-License-Identifier: GPL-3.0-or-later
// A tool of the build, not part of the product: millrace-wholeschema OUT.sql MIGRATION.sql…
// Applies the SQLite migrations, in the order given, to a database in memory and writes the schema that they leave.
// Whatever they left besides a schema would be lost: that is an error, which stops the build.
#include "core/store/sqlstatements.h"

#include <QCoreApplication>
#include <QFile>
#include <QSqlDatabase>
#include <QSqlError>
#include <QSqlQuery>
#include <QTextStream>

#include <stdexcept>

namespace {

void run(QSqlQuery& query, const QString& sql)
{
    if (!query.exec(sql))
        throw std::runtime_error((query.lastError().text() + QLatin1String(" in: ") + sql).toStdString());
}

QStringList column(QSqlQuery& query, const QString& sql)
{
    QStringList values;
    run(query, sql);
    while (query.next())
        values.append(query.value(0).toString());
    return values;
}

QString schemaOf(const QStringList& migrations)
{
    QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"));
    database.setDatabaseName(QStringLiteral(":memory:"));
    if (!database.open())
        throw std::runtime_error(database.lastError().text().toStdString());
    QSqlQuery query(database);
    for (const QString& name : migrations) {
        QFile file(name);
        if (!file.open(QIODevice::ReadOnly))
            throw std::runtime_error((name + QLatin1String(": ") + file.errorString()).toStdString());
        for (const QString& statement : millrace::store::statements(QString::fromUtf8(file.readAll())))
            run(query, statement);
    }
    // Tables of SQLite itself cannot be created, shadows of a virtual table come with it; an index has no text of its
    // own when a constraint brings it.
    const QString ours = QStringLiteral(
        " FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND tbl_name NOT IN (SELECT name "
        "FROM pragma_table_list WHERE type = 'shadow') ");
    for (const QString& table :
         column(query, QStringLiteral("SELECT name") + ours + QStringLiteral("AND type = 'table'"))) {
        if (column(query, QStringLiteral("SELECT count(*) FROM \"%1\"").arg(table)) != QStringList{QStringLiteral("0")})
            throw std::runtime_error("a migration leaves rows in " + table.toStdString());
    }
    const QStringList all =
        column(query, QStringLiteral("SELECT sql") + ours + QStringLiteral("AND sql IS NOT NULL ORDER BY rowid"));
    return all.join(QLatin1String(";\n")) + QLatin1String(";\n");
}

} // namespace

int main(int argc, char** argv)
{
    const QCoreApplication application(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    QTextStream errors(stderr);
    try {
        if (arguments.size() < 3)
            throw std::runtime_error("usage: millrace-wholeschema OUT.sql MIGRATION.sql...");
        QFile out(arguments.at(1));
        const QByteArray schema = schemaOf(arguments.mid(2)).toUtf8();
        if (!out.open(QIODevice::WriteOnly) || out.write(schema) != schema.size() || !out.flush())
            throw std::runtime_error((out.fileName() + QLatin1String(": ") + out.errorString()).toStdString());
    } catch (const std::exception& error) {
        errors << "millrace-wholeschema: " << error.what() << Qt::endl;
        return 1;
    }
    return 0;
}
