// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/check.h"

#include <QJsonArray>

namespace millrace::monitor {

namespace {

QString unitName(Unit unit)
{
    switch (unit) {
    case Unit::Seconds:
        return QStringLiteral("seconds");
    case Unit::Percent:
        return QStringLiteral("percent");
    case Unit::Count:
    case Unit::Counter:
        break;
    }
    return QStringLiteral("count");
}

QJsonValue rangeJson(const std::optional<Range>& range)
{
    return range ? QJsonValue(range->text()) : QJsonValue();
}

} // namespace

Check check(const Snapshot& snapshot, const Limits& limits, const QStringList& only)
{
    Check result;
    result.measurements = measure(snapshot, limits, only);
    for (const Measurement& one : std::as_const(result.measurements))
        result.state = std::max(result.state, one.state);
    return result;
}

QJsonObject Check::toJson() const
{
    QJsonArray metrics;
    for (const Measurement& one : measurements)
        metrics.append(QJsonObject{{QStringLiteral("metric"), one.metric},
                                   {QStringLiteral("subject"), one.subject},
                                   {QStringLiteral("value"), one.known ? QJsonValue(one.value) : QJsonValue()},
                                   {QStringLiteral("unit"), unitName(one.unit)},
                                   {QStringLiteral("warning"), rangeJson(one.warning)},
                                   {QStringLiteral("critical"), rangeJson(one.critical)},
                                   {QStringLiteral("state"), stateName(one.state).toLower()},
                                   {QStringLiteral("text"), one.words}});
    return {{QStringLiteral("state"), stateName(state).toLower()},
            {QStringLiteral("exit"), static_cast<int>(state)},
            {QStringLiteral("metrics"), metrics}};
}

} // namespace millrace::monitor
