// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/storecommands.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"

#include <QHash>

namespace millrace::ctl {

namespace {

class StoreVerb final : public Verb
{
public:
    QString name() const override { return QStringLiteral("store"); }
    QString summary() const override { return QStringLiteral("The state store: init, migrate, copy, backup, roles."); }
    QString arguments() const override { return QStringLiteral("init | migrate | copy FROM TO | backup FILE | roles"); }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QHash<QString, int (*)(Context&, const QCommandLineParser&)> commands = {
            {QStringLiteral("init"), makeReady},   {QStringLiteral("migrate"), makeReady},
            {QStringLiteral("copy"), copyStores},  {QStringLiteral("backup"), backupStore},
            {QStringLiteral("roles"), storeRoles},
        };
        const QString what = positional(parser, 1, QStringLiteral("what to do: ") + arguments()).at(0);
        const auto command = commands.constFind(what);
        if (command == commands.constEnd())
            throw Error(QStringLiteral("usage.arguments"), QStringLiteral("\"store %1\" is unknown").arg(what))
                .withAdvice(QStringLiteral("use init, migrate, copy, backup or roles"));
        return (*command)(context, parser);
    }

private:
    /// Opening a store for writing makes it and brings its schema up to date: init and migrate say so by name.
    static int makeReady(Context& context, const QCommandLineParser&)
    {
        const QString url = context.store().url().text;
        if (context.output.json)
            context.output.document(QJsonObject{{QStringLiteral("store"), url}});
        else
            context.output.line(QStringLiteral("%1 is ready").arg(url));
        return exitcode::done;
    }
};

} // namespace

VerbPtr storeVerb()
{
    return std::make_unique<StoreVerb>();
}

} // namespace millrace::ctl
