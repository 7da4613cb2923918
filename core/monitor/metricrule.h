// SPDX-License-Identifier: GPL-3.0-or-later
// The metrics that `check` knows and the limits that hold unless somebody says otherwise (importer.md b16).
// Values; any thread.
#pragma once

#include "core/monitor/limit.h"

#include <QList>
#include <QMap>
#include <QStringList>

namespace millrace::monitor {

struct MetricRule
{
    QString name = {};
    Unit unit = Unit::Count;
    BadSide badSide = BadSide::High;
    QString warning = {};  ///< as Limit::parse() reads it; empty = never
    QString critical = {}; ///< the same
    QString meaning = {};  ///< for --help
};

const QList<MetricRule>& metricRules();

/// Throws Error "usage.metric", which names the metrics that there are.
const MetricRule& ruleOf(const QString& metric);

/// Limits by metric; those that nobody changed are the rules'.
class Limits
{
public:
    /// @p assignments: "held=1.5x", "poll_age=12h"; several may stand in one, with commas between them.
    /// Throws Error "usage.limit", "usage.metric".
    void overrideWarning(const QStringList& assignments) { assign(m_warning, assignments); }
    void overrideCritical(const QStringList& assignments) { assign(m_critical, assignments); }
    Limit warning(const QString& metric) const;
    Limit critical(const QString& metric) const;
    bool isOverridden(const QString& metric) const;

private:
    static void assign(QMap<QString, Limit>& limits, const QStringList& assignments);
    QMap<QString, Limit> m_warning, m_critical;
};

} // namespace millrace::monitor
