// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/forecast.h"

#include "core/store/batches.h"
#include "core/store/database.h"

#include <QJsonArray>

#include <algorithm>

namespace millrace::store {

namespace {

constexpr int durationsLookedAt = 200;

QList<qint64> recentDurations(Database& database, const char* condition)
{
    QList<qint64> durations;
    QSqlQuery query = database.select(QStringLiteral("SELECT ended - started FROM job WHERE state = 'done' AND ended > "
                                                     "0 AND started > 0 %1 ORDER BY id DESC LIMIT %2")
                                          .arg(QLatin1String(condition))
                                          .arg(durationsLookedAt));
    while (query.next())
        durations.append(query.value(0).toLongLong());
    return durations;
}

/// Jobs that fail say little of how long a success takes; they count only where there is nothing else.
queue::Work usualJob(Database& database)
{
    QList<qint64> durations = recentDurations(database, "AND outcome = 'done'");
    if (durations.isEmpty())
        durations = recentDurations(database, "");
    return queue::usualJob(durations);
}

queue::Work times(const queue::Work& work, qint64 count)
{
    return {work.lowMs * count, work.highMs * count};
}

QJsonArray seconds(const queue::EtaRange& range)
{
    return {range.lowMs / 1000, (range.highMs + 999) / 1000};
}

} // namespace

Forecast readForecast(Database& database, const QList<qint64>& packageIds, int priority)
{
    Forecast forecast;
    forecast.jobs = packageIds.size();
    const QVariantList hosts =
        database.row(QStringLiteral("SELECT coalesce(sum(parallel), 0), count(*) FROM host WHERE state = 'running'"));
    forecast.slotCount = std::max(1, hosts.at(0).toInt());
    forecast.running = hosts.at(1).toInt() > 0;
    const queue::Work usual = usualJob(database);
    if (usual.highMs == 0)
        return forecast;
    const qint64 running =
        database.row(QStringLiteral("SELECT count(*) FROM job WHERE state = 'running'")).at(0).toLongLong();
    const QVariantList waiting = database.row(
        QStringLiteral("SELECT count(*), coalesce(sum(CASE WHEN j.priority <= ? THEN 1 ELSE 0 END), 0) FROM job j JOIN "
                       "package k ON k.id = j.package_id WHERE j.state = 'queued' AND k.state NOT IN ('paused', "
                       "'denied')"),
        {priority});
    queue::Work own;
    const QString sql =
        QStringLiteral("SELECT min(ended - started), max(ended - started) FROM job WHERE package_id IN (%1) AND state "
                       "= 'done' AND outcome = 'done' AND ended > 0 AND started > 0 GROUP BY package_id")
            .arg(batchPlaceholders(packageIds.size()));
    forEachBatch(packageIds, [&](const QVariantList& batch) {
        QSqlQuery query = database.select(sql, batch);
        while (query.next()) {
            ++forecast.measured;
            own += {query.value(0).toLongLong(), query.value(1).toLongLong()};
        }
    });
    own += times(usual, forecast.jobs - forecast.measured);
    queue::Work ahead = times(usual, running + waiting.at(1).toLongLong());
    queue::Work queue = times(usual, running + waiting.at(0).toLongLong());
    forecast.before = queue::spread(queue, forecast.slotCount);
    ahead += own;
    queue += own;
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
