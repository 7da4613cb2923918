// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/operationverb.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"
#include "core/ops/operations.h"

namespace millrace::ctl {

namespace {

class Acknowledge final : public Verb
{
public:
    explicit Acknowledge(bool acknowledged)
        : m_acknowledged(acknowledged)
    {
    }

    QString name() const override
    {
        return m_acknowledged ? QStringLiteral("acknowledge") : QStringLiteral("unacknowledge");
    }
    QString summary() const override
    {
        return m_acknowledged ? QStringLiteral("Findings leave the open ones until they change.")
                              : QStringLiteral("Takes findings back among the open ones.");
    }
    QString arguments() const override { return QStringLiteral("FINDING…"); }
    void declare(QCommandLineParser& parser) const override { declareOperationOptions(parser); }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        QList<qint64> findings;
        for (const QString& text : positional(parser, 1, QStringLiteral("the finding's number"))) {
            bool isNumber = false;
            findings.append(text.toLongLong(&isNumber));
            if (!isNumber)
                throw Error(QStringLiteral("usage.finding"),
                            QStringLiteral("\"%1\" is no number of a finding").arg(text))
                    .withAdvice(QStringLiteral("list them: millracectl findings"));
        }
        return runOperation(context, parser,
                            [&](store::StateStore&) { return ops::acknowledge(findings, m_acknowledged); });
    }

private:
    bool m_acknowledged;
};

} // namespace

VerbPtr acknowledgeVerb()
{
    return std::make_unique<Acknowledge>(true);
}

VerbPtr unacknowledgeVerb()
{
    return std::make_unique<Acknowledge>(false);
}

} // namespace millrace::ctl
