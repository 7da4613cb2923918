// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/operationverb.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"

namespace millrace::ctl {

namespace {

class HostVerb final : public Verb
{
public:
    QString name() const override { return QStringLiteral("host"); }
    QString summary() const override { return QStringLiteral("Says what a host's engine should do."); }
    QString arguments() const override { return QStringLiteral("HOST [--jobs N] [--drain|--run]"); }
    void declare(QCommandLineParser& parser) const override
    {
        declareOperationOptions(parser);
        parser.addOption({QStringLiteral("jobs"), QStringLiteral("Jobs at once; 0 = as its engine was started."),
                          QStringLiteral("N")});
        parser.addOption({QStringLiteral("drain"), QStringLiteral("Finish what runs, begin nothing.")});
        parser.addOption({QStringLiteral("run"), QStringLiteral("Ends --drain.")});
    }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QString host = positional(parser, 1, QStringLiteral("the host")).at(0);
        const bool drain = parser.isSet(QStringLiteral("drain"));
        if (drain && parser.isSet(QStringLiteral("run")))
            throw Error(QStringLiteral("usage.host"), QStringLiteral("--drain and --run exclude each other"));
        ops::HostChange change;
        if (drain || parser.isSet(QStringLiteral("run")))
            change.drain = drain;
        if (parser.isSet(QStringLiteral("jobs"))) {
            bool isNumber = false;
            change.parallel = parser.value(QStringLiteral("jobs")).toInt(&isNumber);
            if (!isNumber)
                throw Error(QStringLiteral("usage.number"), QStringLiteral("--jobs takes a number"));
        }
        return runOperation(context, parser, [&](store::StateStore&) { return ops::host(host, change); });
    }
};

} // namespace

VerbPtr hostVerb()
{
    return std::make_unique<HostVerb>();
}

} // namespace millrace::ctl
