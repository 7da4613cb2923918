// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/operationverb.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"

namespace millrace::ctl {

namespace {

class Undo final : public Verb
{
public:
    QString name() const override { return QStringLiteral("undo"); }
    QString summary() const override { return QStringLiteral("Takes an Operation back."); }
    QString arguments() const override { return QStringLiteral("EVENT"); }
    void declare(QCommandLineParser& parser) const override { declareOperationOptions(parser); }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QString text = positional(parser, 1, QStringLiteral("the event's number")).at(0);
        bool ok = false;
        const qint64 event = text.toLongLong(&ok);
        if (!ok)
            throw Error(QStringLiteral("usage.event"), QStringLiteral("\"%1\" is no number of an event").arg(text))
                .withAdvice(QStringLiteral("list them: millracectl events"));
        return runOperation(context, parser,
                            [event](store::StateStore& state) { return ops::Operation::inverse(state, event); });
    }
};

} // namespace

VerbPtr undoVerb()
{
    return std::make_unique<Undo>();
}

} // namespace millrace::ctl
