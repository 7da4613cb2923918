// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verbs.h"
#include "core/base/error.h"

namespace millrace::ctl {

namespace {

class StoreVerb final : public Verb
{
public:
    QString name() const override { return QStringLiteral("store"); }
    QString summary() const override { return QStringLiteral("The state store: init, migrate."); }
    QString arguments() const override { return QStringLiteral("init | migrate"); }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QString what = positional(parser, 1, QStringLiteral("what to do (init, migrate)")).at(0);
        if (what != QLatin1String("init") && what != QLatin1String("migrate"))
            throw Error(QStringLiteral("usage.arguments"), QStringLiteral("\"store %1\" is unknown").arg(what))
                .withAdvice(QStringLiteral("use init or migrate"));
        // Opening a store for writing makes it and brings its schema up to date: init and migrate say so by name.
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
