// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/measurement.h"

#include "core/queue/job.h"

#include <functional>

namespace millrace::monitor {

namespace {

using Value = std::optional<double>;

QString ageText(double seconds)
{
    const auto whole = static_cast<qint64>(seconds);
    if (whole < 60)
        return QStringLiteral("%1 s").arg(whole);
    if (whole < 3600)
        return QStringLiteral("%1 min").arg(whole / 60);
    if (whole < 2 * 86'400)
        return QStringLiteral("%1 h").arg(whole / 3600);
    return QStringLiteral("%1 days").arg(whole / 86'400);
}

/// Collects the measurements of one snapshot.
class Measuring
{
public:
    Measuring(const Snapshot& snapshot, const Limits& limits, const QStringList& only)
        : m_snapshot(snapshot)
        , m_limits(limits)
        , m_only(only)
    {
        for (const QString& name : only)
            ruleOf(name);
    }

    void count(const char* metric, qint64 value, const char* words)
    {
        add(metric, {}, static_cast<double>(value), QString::number(value) + QLatin1Char(' ') + QLatin1String(words));
    }

    /// Against what is usual, which the words name.
    void deviation(const char* metric, qint64 value, const char* words)
    {
        const auto usual = m_snapshot.medians.constFind(QLatin1String(metric));
        QString text = QString::number(value) + QLatin1Char(' ') + QLatin1String(words);
        if (usual != m_snapshot.medians.constEnd())
            text += QStringLiteral(" (7-day median %1)").arg(usual.value());
        add(metric, {}, static_cast<double>(value), text);
    }

    /// Without a value the state is at least a warning.
    void add(const char* metric, const QString& subject, Value value, const QString& words, double slackestWarning = 0)
    {
        const QString name = QLatin1String(metric);
        if (!m_only.isEmpty() && !m_only.contains(name))
            return;
        Measurement one;
        one.metric = name;
        one.subject = subject;
        one.unit = ruleOf(name).unit;
        one.known = value.has_value();
        one.value = value.value_or(0);
        one.words = words;
        const auto usual = m_snapshot.medians.constFind(name);
        const std::optional<qint64> median =
            usual == m_snapshot.medians.constEnd() ? std::nullopt : std::optional(usual.value());
        one.warning = m_limits.warning(name).resolved(median);
        one.critical = m_limits.critical(name).resolved(median);
        if (slackestWarning > 0 && !m_limits.isOverridden(name))
            widen(one, slackestWarning);
        one.state = judge(one);
        m_result.append(one);
    }

    QList<Measurement> take() { return std::move(m_result); }

private:
    static void widen(Measurement& one, double warning)
    {
        if (one.warning)
            one.warning->high = std::max(one.warning->high, warning);
        if (one.critical && one.warning)
            one.critical->high = std::max(one.critical->high, 3 * one.warning->high);
    }

    static State judge(const Measurement& one)
    {
        if (!one.known)
            return one.warning || one.critical ? State::Warning : State::Ok;
        if (one.critical && one.critical->alarms(one.value))
            return State::Critical;
        return one.warning && one.warning->alarms(one.value) ? State::Warning : State::Ok;
    }

    const Snapshot& m_snapshot;
    const Limits& m_limits;
    const QStringList& m_only;
    QList<Measurement> m_result;
};

void addEngines(Measuring& measuring, const Snapshot& snapshot)
{
    // A host that has been away for a week was given up by its people, not by its engine.
    constexpr qint64 goneMs = 7LL * 24 * 60 * 60 * 1000;
    QList<std::pair<QString, double>> ages;
    qint64 alive = 0;
    for (const store::HostStatus& host : snapshot.health.hosts) {
        const qint64 ageMs = std::max<qint64>(0, snapshot.at - host.heartbeat);
        if (host.state == QLatin1String("stopped") || ageMs > goneMs)
            continue;
        alive += ageMs <= queue::leaseMs ? 1 : 0;
        ages.append({host.host, static_cast<double>(ageMs) / 1000});
    }
    measuring.count("engines", alive, alive == 1 ? "engine runs" : "engines run");
    for (const auto& [host, age] : ages)
        measuring.add("heartbeat", host, age, QStringLiteral("%1 was last heard of %2 ago").arg(host, ageText(age)));
}

void addArchives(Measuring& measuring, const Snapshot& snapshot)
{
    struct Age
    {
        qint64 readAt = 0;
        qint64 intervalS = 0;
    };
    QStringList order;
    QHash<QString, Age> archives;
    qint64 stale = 0;
    for (const store::SuiteHealth& suite : snapshot.health.suites) {
        if (!order.contains(suite.archive))
            order.append(suite.archive);
        Age& age = archives[suite.archive];
        age.intervalS = suite.intervalS;
        stale += suite.stale ? 1 : 0;
        // A suite that never had sources says nothing about the archive.
        if (suite.readAt > 0)
            age.readAt = age.readAt > 0 ? std::min(age.readAt, suite.readAt) : suite.readAt;
    }
    for (const QString& archive : std::as_const(order)) {
        const Age& age = archives[archive];
        if (age.readAt == 0) {
            measuring.add("poll_age", archive, std::nullopt, QStringLiteral("archive %1 was never read").arg(archive));
            continue;
        }
        const double seconds = static_cast<double>(std::max<qint64>(0, snapshot.at - age.readAt)) / 1000;
        // An archive that is to be polled once a day is not late after eight hours.
        measuring.add("poll_age", archive, seconds,
                      QStringLiteral("archive %1 was last read %2 ago").arg(archive, ageText(seconds)),
                      2.0 * static_cast<double>(age.intervalS));
    }
    measuring.count("stale_suites", stale, "suites past their Valid-Until");
}

void addMachine(Measuring& measuring, const Snapshot& snapshot)
{
    for (const Place& place : snapshot.places) {
        const double percent = 100.0 * static_cast<double>(place.freeBytes) / static_cast<double>(place.sizeBytes);
        const double rounded = static_cast<double>(static_cast<qint64>(percent * 10)) / 10;
        measuring.add("disk", place.name, rounded,
                      QStringLiteral("%1 % of the disk of the %2 is free").arg(plainNumber(rounded), place.name));
    }
    measuring.add("store_latency", {}, snapshot.storeLatencyS,
                  QStringLiteral("the store answers in %1 ms").arg(plainNumber(snapshot.storeLatencyS * 1000)));
}

} // namespace

QString stateName(State state)
{
    switch (state) {
    case State::Ok:
        return QStringLiteral("OK");
    case State::Warning:
        return QStringLiteral("WARNING");
    case State::Critical:
        return QStringLiteral("CRITICAL");
    case State::Unknown:
        break;
    }
    return QStringLiteral("UNKNOWN");
}

QList<Measurement> measure(const Snapshot& snapshot, const Limits& limits, const QStringList& only)
{
    Measuring measuring(snapshot, limits, only);
    const store::Health& health = snapshot.health;
    measuring.deviation("held", health.packages.value(QStringLiteral("held")), "held");
    measuring.deviation("retry_wait", health.packages.value(QStringLiteral("retry_wait")), "waiting for a retry");
    measuring.deviation("queued", health.queued, "queued");
    measuring.count("running", health.running, "running");
    const double due = static_cast<double>(health.oldestDueMs) / 1000;
    measuring.add("oldest_due", {}, due, QStringLiteral("a job has been due for %1").arg(ageText(due)));
    measuring.count("stale_leases", health.staleLeases, "jobs whose engine vanished");
    addEngines(measuring, snapshot);
    addArchives(measuring, snapshot);
    if (snapshot.outages.isEmpty())
        measuring.add("outage", {}, 0, QStringLiteral("every resource is in order"));
    for (const OpenOutage& outage : snapshot.outages) {
        const double seconds = static_cast<double>(std::max<qint64>(0, snapshot.at - outage.since)) / 1000;
        measuring.add("outage", outage.resource, seconds,
                      QStringLiteral("%1 has been out of order for %2").arg(outage.resource, ageText(seconds)));
    }
    measuring.count("finding_errors", health.findings.value(QStringLiteral("error")), "errors found by verification");
    measuring.count("new_signatures", health.newSignaturesDay, "new signatures in 24 hours");
    measuring.deviation("failures_day", health.failuresDay, "failures in 24 hours");
    measuring.count("imports", health.imports, "imports");
    addMachine(measuring, snapshot);
    return measuring.take();
}

} // namespace millrace::monitor
