// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/forecast.h"

#include "core/store/database.h"
#include "core/store/worktimes.h"

#include <QJsonArray>

#include <algorithm>

namespace millrace::store {

namespace {

QJsonArray seconds(const queue::EtaRange& range)
{
    return {range.lowMs / 1000, (range.highMs + 999) / 1000};
}

} // namespace

Forecast readForecast(Database& database, const QList<qint64>& packageIds, int priority, qint64 nowMs)
{
    Forecast forecast;
    forecast.jobs = packageIds.size();
    const QVariantList hosts =
        database.row(QStringLiteral("SELECT coalesce(sum(parallel), 0), count(*) FROM host WHERE state = 'running'"));
    forecast.slotCount = std::max(1, hosts.at(0).toInt());
    forecast.running = hosts.at(1).toInt() > 0;
    const WorkTimes times(database);
    if (!times.known())
        return forecast;
    const queue::Work running = times.running(nowMs);
    queue::Work ahead = times.queue(priority).work;
    ahead += running;
    queue::Work queue = times.queue().work;
    queue += running;
    forecast.before = queue::spread(queue, forecast.slotCount);
    const WorkTimes::Waiting own = times.packages(packageIds);
    forecast.measured = own.measured;
    ahead += own.work;
    queue += own.work;
    forecast.packages = queue::spread(ahead, forecast.slotCount);
    forecast.after = queue::spread(queue, forecast.slotCount);
    return forecast;
}

QJsonObject Forecast::toJson() const
{
    return {{QStringLiteral("jobs"), jobs},
            {QStringLiteral("measured"), measured},
            {QStringLiteral("parallel"), slotCount},
            {QStringLiteral("engine_runs"), running},
            {QStringLiteral("packages_seconds"), known() ? QJsonValue(seconds(packages)) : QJsonValue()},
            {QStringLiteral("queue_before_seconds"), known() ? QJsonValue(seconds(before)) : QJsonValue()},
            {QStringLiteral("queue_after_seconds"), known() ? QJsonValue(seconds(after)) : QJsonValue()}};
}

} // namespace millrace::store
