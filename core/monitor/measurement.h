// SPDX-License-Identifier: GPL-3.0-or-later
// Measurements: the snapshot as one value per metric and label, each judged by its limits. Values; any thread.
#pragma once

#include "core/monitor/metricrule.h"
#include "core/monitor/snapshot.h"

namespace millrace::monitor {

/// The numbers are the exit codes of the monitoring plugins' guidelines.
enum class State { Ok = 0, Warning = 1, Critical = 2, Unknown = 3 };

/// "OK", "WARNING", "CRITICAL", "UNKNOWN".
QString stateName(State state);

struct Measurement
{
    QString metric = {};  ///< "poll_age"
    QString subject = {}; ///< "debian"; empty where there is one of the metric
    bool known = true;    ///< false: there is no value, "never"
    double value = 0;
    Unit unit = Unit::Count;
    std::optional<Range> warning = {};
    std::optional<Range> critical = {};
    State state = State::Ok;
    QString words = {}; ///< "archive debian was read 9 h ago": for the line, without the limit

    /// "poll_age_debian".
    QString label() const { return subject.isEmpty() ? metric : metric + QLatin1Char('_') + subject; }
};

/// In the order of metricRules(). @p only: these metrics; empty = all.
/// Throws Error "usage.metric" for a name of @p only that there is not.
QList<Measurement> measure(const Snapshot& snapshot, const Limits& limits, const QStringList& only = {});

} // namespace millrace::monitor
