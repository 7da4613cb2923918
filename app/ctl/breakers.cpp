// SPDX-License-Identifier: GPL-3.0-or-later
// breakers: which resources are away; breaker: keep one from use by hand, end that, or ask now whether it is back.
#include "app/ctl/operationverb.h"
#include "app/ctl/verbs.h"
#include "core/base/error.h"
#include "core/base/json.h"

namespace millrace::ctl {

namespace {

struct Row
{
    store::Outage outage = {};
    int waiting = 0;     ///< jobs
    qint64 evidence = 0; ///< attempts that stand for this outage
};

QJsonObject toJson(const Row& row)
{
    const failure::BreakerRecord& breaker = row.outage.breaker;
    return {{QStringLiteral("resource"), row.outage.resource},
            {QStringLiteral("state"), failure::breakerStateName(breaker.state)},
            {QStringLiteral("by_hand"), breaker.byHand},
            {QStringLiteral("since"), isoTime(breaker.sinceMs)},
            {QStringLiteral("opened_at"), isoTime(breaker.openedMs)},
            {QStringLiteral("probes"), breaker.probes},
            {QStringLiteral("probed_at"), isoTime(breaker.probes > 0 ? breaker.probedMs : 0)},
            {QStringLiteral("evidence"), row.evidence},
            {QStringLiteral("waiting_jobs"), row.waiting},
            {QStringLiteral("last_error"), breaker.lastError},
            {QStringLiteral("reason"), row.outage.reason}};
}

class Breakers final : public Verb
{
public:
    QString name() const override { return QStringLiteral("breakers"); }
    QString summary() const override { return QStringLiteral("Archives and hosts that are away, or were."); }
    QString arguments() const override { return {}; }
    int run(Context& context, const QCommandLineParser&) const override
    {
        const QList<Row> rows = context.store().call([](store::StateStore& state) {
            QList<Row> all;
            for (const store::Outage& outage : state.outages.all()) {
                if (outage.breaker.openedMs > 0)
                    all.append({outage, state.jobs.countWaitingFor(state.archives.servedBy(outage.resource)),
                                state.outages.countEvidence(outage.resource, outage.breaker.openedMs)});
            }
            return all;
        });
        if (context.output.json) {
            QJsonArray array;
            for (const Row& row : rows)
                array.append(toJson(row));
            context.output.document(array);
            return exitcode::done;
        }
        if (rows.isEmpty()) {
            context.output.say(QStringLiteral("Nothing was ever away."));
            return exitcode::done;
        }
        QList<QStringList> cells;
        for (const Row& row : rows) {
            const failure::BreakerRecord& breaker = row.outage.breaker;
            const bool closed = breaker.state == failure::BreakerState::Closed;
            cells.append(
                {row.outage.resource,
                 failure::breakerStateName(breaker.state) + (breaker.byHand ? QStringLiteral(" by hand") : QString()),
                 localTime(breaker.sinceMs), QString::number(breaker.probes),
                 closed ? QString() : QString::number(row.waiting),
                 row.outage.reason.isEmpty() ? breaker.lastError : row.outage.reason});
        }
        context.output.table({QStringLiteral("resource"), QStringLiteral("state"), QStringLiteral("since"),
                              QStringLiteral("probes"), QStringLiteral("waiting"), QStringLiteral("why")},
                             cells);
        return exitcode::done;
    }
};

class BreakerVerb final : public Verb
{
public:
    QString name() const override { return QStringLiteral("breaker"); }
    QString summary() const override
    {
        return QStringLiteral("Keeps a resource from use by hand, or ends that, or asks whether it is back.");
    }
    QString arguments() const override { return QStringLiteral("open|close|probe RESOURCE"); }
    void declare(QCommandLineParser& parser) const override { declareOperationOptions(parser); }
    int run(Context& context, const QCommandLineParser& parser) const override
    {
        const QStringList words = positional(parser, 2, QStringLiteral("open, close or probe, or the resource"));
        if (words.at(0) == QLatin1String("probe"))
            return runOperation(context, parser, [&](store::StateStore&) { return ops::probe(words.at(1)); });
        const bool open = words.at(0) == QLatin1String("open");
        if (!open && words.at(0) != QLatin1String("close"))
            throw Error(QStringLiteral("usage.breaker"),
                        QStringLiteral("\"%1\" is neither open nor close nor probe").arg(words.at(0)))
                .withAdvice(QStringLiteral("an open breaker keeps everybody from using the resource"));
        if (open && parser.value(QStringLiteral("reason")).trimmed().isEmpty())
            throw Error(QStringLiteral("usage.reason"), QStringLiteral("opening a breaker needs a --reason"))
                .withAdvice(QStringLiteral("say why, so that the next person knows when to close it"));
        return runOperation(context, parser, [&](store::StateStore&) { return ops::breaker(words.at(1), open); });
    }
};

} // namespace

VerbPtr breakersVerb()
{
    return std::make_unique<Breakers>();
}

VerbPtr breakerVerb()
{
    return std::make_unique<BreakerVerb>();
}

} // namespace millrace::ctl
