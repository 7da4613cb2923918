// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/metricrule.h"

#include "core/base/error.h"

namespace millrace::monitor {

namespace {

MetricRule rule(const char* name, Unit unit, BadSide side, const char* warning, const char* critical,
                const char* meaning)
{
    return {QLatin1String(name),       unit, side, QLatin1String(warning), QLatin1String(critical),
            QString::fromUtf8(meaning)};
}

} // namespace

const QList<MetricRule>& metricRules()
{
    using enum Unit;
    using enum BadSide;
    static const QList<MetricRule> rules = {
        rule("held", Count, High, "1.3x+10", "2x+20", "held packages, against the median of 7 days"),
        rule("retry_wait", Count, High, "", "", "packages that wait for a retry"),
        rule("queued", Count, High, "", "", "jobs that wait"),
        rule("running", Count, High, "", "", "jobs that run"),
        rule("oldest_due", Seconds, High, "12h", "2d", "how long the oldest due job has waited"),
        rule("stale_leases", Count, High, "0", "2", "jobs whose engine vanished"),
        rule("engines", Count, Low, "", "1", "engines that were heard of in the last 5 minutes"),
        rule("heartbeat", Seconds, High, "5m", "15m", "per host: since its engine was heard of"),
        rule("poll_age", Seconds, High, "8h", "1d", "per archive: since its indexes were read"),
        rule("stale_suites", Count, High, "0", "", "suites whose Release is past its Valid-Until"),
        rule("outage", Seconds, High, "30m", "4h", "per resource: how long its breaker has been open"),
        rule("finding_errors", Count, High, "0", "9", "open findings of verification"),
        rule("new_signatures", Count, High, "9", "49", "signatures first seen in 24 hours"),
        rule("failures_day", Count, High, "", "", "failures in 24 hours"),
        rule("imports", Counter, High, "", "", "imports ever published"),
        rule("disk", Percent, Low, "10%", "5%", "per folder: what is free of its disk"),
        rule("store_latency", Seconds, High, "500ms", "2s", "how long the store takes to answer"),
    };
    return rules;
}

const MetricRule& ruleOf(const QString& metric)
{
    QStringList names;
    for (const MetricRule& rule : metricRules()) {
        if (rule.name == metric)
            return rule;
        names.append(rule.name);
    }
    throw Error(QStringLiteral("usage.metric"), QStringLiteral("there is no metric \"%1\"").arg(metric))
        .withAdvice(QLatin1String("the metrics are ") + names.join(QLatin1String(", ")));
}

void Limits::assign(QMap<QString, Limit>& limits, const QStringList& assignments)
{
    for (const QString& list : assignments) {
        for (const QString& one : list.split(QLatin1Char(','), Qt::SkipEmptyParts)) {
            const qsizetype equals = one.indexOf(QLatin1Char('='));
            if (equals < 1)
                throw Error(QStringLiteral("usage.limit"), QStringLiteral("\"%1\" is not metric=limit").arg(one))
                    .withAdvice(QStringLiteral("write for example held=1.5x or poll_age=12h"));
            const QString metric = one.left(equals);
            const MetricRule& rule = ruleOf(metric);
            limits.insert(rule.name, Limit::parse(one.mid(equals + 1), rule.unit, rule.badSide));
        }
    }
}

Limit Limits::warning(const QString& metric) const
{
    const MetricRule& rule = ruleOf(metric);
    return m_warning.value(metric, Limit::parse(rule.warning, rule.unit, rule.badSide));
}

Limit Limits::critical(const QString& metric) const
{
    const MetricRule& rule = ruleOf(metric);
    return m_critical.value(metric, Limit::parse(rule.critical, rule.unit, rule.badSide));
}

bool Limits::isOverridden(const QString& metric) const
{
    return m_warning.contains(metric) || m_critical.contains(metric);
}

} // namespace millrace::monitor
