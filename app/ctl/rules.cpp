// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/verbs.h"
#include "core/base/json.h"

namespace millrace::ctl {

namespace {

QJsonObject toJson(const store::ListedRule& listed)
{
    const failure::ErrorRule& rule = listed.rule;
    QJsonObject object{{QStringLiteral("code"), rule.code},
                       {QStringLiteral("policy"), failure::policyName(rule.policy)},
                       {QStringLiteral("cap"), rule.cap},
                       {QStringLiteral("delay_seconds"), rule.delayMs / 1000},
                       {QStringLiteral("retry_on_new_upload"), rule.retryOnNewUpload},
                       {QStringLiteral("title"), rule.title},
                       {QStringLiteral("advice"), rule.advice},
                       {QStringLiteral("decided"), QJsonValue()}};
    if (listed.stored)
        object.insert(QStringLiteral("decided"), QJsonObject{{QStringLiteral("author"), listed.stored->author},
                                                             {QStringLiteral("reason"), listed.stored->reason},
                                                             {QStringLiteral("at"), isoTime(listed.stored->at)}});
    return object;
}

class Rules final : public Verb
{
public:
    QString name() const override { return QStringLiteral("rules"); }
    QString summary() const override { return QStringLiteral("How errors are classified: held or retried."); }
    QString arguments() const override { return {}; }
    int run(Context& context, const QCommandLineParser&) const override
    {
        const QList<store::ListedRule> rules =
            context.store().call([](store::StateStore& state) { return state.rules.list(); });
        if (context.output.json) {
            QJsonArray array;
            for (const store::ListedRule& rule : rules)
                array.append(toJson(rule));
            context.output.document(array);
            return exitcode::done;
        }
        QList<QStringList> cells;
        for (const store::ListedRule& listed : rules) {
            const bool retried = listed.rule.policy == failure::Policy::Retry;
            cells.append({listed.rule.code, failure::policyName(listed.rule.policy),
                          retried ? QString::number(listed.rule.cap) : QStringLiteral("–"),
                          retried ? duration(listed.rule.delayMs) : QStringLiteral("–"),
                          listed.stored ? listed.stored->author : QStringLiteral("built-in"), listed.rule.title});
        }
        context.output.table({QStringLiteral("code"), QStringLiteral("policy"), QStringLiteral("retries"),
                              QStringLiteral("after"), QStringLiteral("by"), QStringLiteral("title")},
                             cells);
        return exitcode::done;
    }
};

} // namespace

VerbPtr rulesVerb()
{
    return std::make_unique<Rules>();
}

} // namespace millrace::ctl
