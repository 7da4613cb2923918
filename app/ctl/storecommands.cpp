// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/storecommands.h"

#include "core/store/migrations.h"
#include "core/store/postgres/operatorfunctions.h"
#include "core/store/postgres/roles.h"
#include "core/store/storecopy.h"

#include <QFileInfo>

namespace millrace::ctl {

using store::Database;
using store::OpenMode;
using store::StoreUrl;

int copyStores(Context& context, const QCommandLineParser& parser)
{
    const QStringList arguments = positional(parser, 3, QStringLiteral("the store to copy, and the new one"));
    const StoreUrl fromUrl = StoreUrl::parse(arguments.at(1));
    const StoreUrl toUrl = StoreUrl::parse(arguments.at(2));
    const std::unique_ptr<Database> from = Database::open(fromUrl, OpenMode::ReadOnly);
    store::Migrations(*from).check();
    const std::unique_ptr<Database> to = Database::open(toUrl, OpenMode::ReadWrite);
    store::Migrations(*to).apply();
    const QList<store::CopiedTable> copied = copyStore(*from, *to, [&context](const QString& table, qint64 rows) {
        context.output.progress(QStringLiteral("%1: %2 rows").arg(table).arg(rows));
    });
    QJsonArray tables;
    QList<QStringList> cells;
    qint64 all = 0;
    for (const store::CopiedTable& table : copied) {
        all += table.rows;
        tables.append(QJsonObject{{QStringLiteral("table"), table.name},
                                  {QStringLiteral("rows"), table.rows},
                                  {QStringLiteral("last_id"), table.lastId}});
        cells.append({table.name, QString::number(table.rows)});
    }
    if (context.output.json) {
        context.output.document(QJsonObject{{QStringLiteral("from"), fromUrl.text},
                                            {QStringLiteral("to"), toUrl.text},
                                            {QStringLiteral("rows"), all},
                                            {QStringLiteral("tables"), tables}});
        return exitcode::done;
    }
    context.output.table({QStringLiteral("TABLE"), QStringLiteral("ROWS")}, cells);
    context.output.line(
        QStringLiteral("%1 rows of %2 are in %3, each read again and compared").arg(all).arg(fromUrl.text, toUrl.text));
    context.output.say(
        QStringLiteral("What was written to the first one since the copy began is not in the second: stop "
                       "its engines, copy, then start them with --store %1")
            .arg(toUrl.text));
    return exitcode::done;
}

int backupStore(Context& context, const QCommandLineParser& parser)
{
    const QString file = QFileInfo(positional(parser, 2, QStringLiteral("the file to write")).at(1)).absoluteFilePath();
    if (QFileInfo::exists(file))
        throw Error(QStringLiteral("refused.target"), QStringLiteral("%1 is there already").arg(file))
            .withAdvice(QStringLiteral("name a new file"));
    const StoreUrl url = StoreUrl::parse(context.paths().store);
    // Read-only, so that an older store is saved as it is and not migrated first.
    Database::open(url, OpenMode::ReadOnly)->backup(file);
    const qint64 bytes = QFileInfo(file).size();
    if (context.output.json)
        context.output.document(QJsonObject{
            {QStringLiteral("store"), url.text}, {QStringLiteral("file"), file}, {QStringLiteral("bytes"), bytes}});
    else
        context.output.line(QStringLiteral("%1 is saved in %2 (%3 bytes)").arg(url.text, file).arg(bytes));
    context.output.say(url.kind == StoreUrl::Kind::Sqlite
                           ? QStringLiteral("It is a store itself: --store sqlite:%1").arg(file)
                           : QStringLiteral("Restore it into an empty database: pg_restore -d NAME %1").arg(file));
    return exitcode::done;
}

int storeRoles(Context& context, const QCommandLineParser&)
{
    context.store().call([](store::StateStore& state) { store::applyRoles(state.database()); });
    const QStringList roles = store::roleNames();
    QJsonArray rights;
    QList<QStringList> cells;
    for (const store::Grant& grant : store::grants()) {
        const QString role = QLatin1String("millrace_") + grant.role;
        rights.append(QJsonObject{{QStringLiteral("role"), role},
                                  {QStringLiteral("table"), grant.table},
                                  {QStringLiteral("rights"), grant.rights}});
        cells.append({role, grant.table, grant.rights});
    }
    if (context.output.json) {
        QJsonArray functions;
        for (const store::OperatorFunction& one : store::operatorFunctions())
            functions.append(one.name);
        context.output.document(QJsonObject{{QStringLiteral("roles"), QJsonArray::fromStringList(roles)},
                                            {QStringLiteral("rights"), rights},
                                            {QStringLiteral("operator_functions"), functions}});
        return exitcode::done;
    }
    context.output.line(QStringLiteral("The roles are %1.").arg(roles.join(QLatin1String(", "))));
    context.output.line(QStringLiteral("Each of them reads all tables but token; beyond that:"));
    context.output.table({QStringLiteral("ROLE"), QStringLiteral("TABLE"), QStringLiteral("MAY")}, cells);
    context.output.line(QStringLiteral("%1, and who contains it, changes packages, jobs and failures by %2 functions "
                                       "and nothing else: \\df millrace_act_*")
                            .arg(roles.at(1))
                            .arg(store::operatorFunctions().size()));
    context.output.say(
        QStringLiteral("A login gets one with: CREATE ROLE anna LOGIN PASSWORD '…' IN ROLE %1").arg(roles.at(1)));
    return exitcode::done;
}

} // namespace millrace::ctl
