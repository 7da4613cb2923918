// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/worktimes.h"

#include "core/store/batches.h"
#include "core/store/database.h"

namespace millrace::store {

namespace {

constexpr int attemptsOfAll = 200;
constexpr int attemptsOfOne = 5;

QString stageColumns(const QString& separator)
{
    QStringList columns;
    for (const Stage stage : allStages)
        columns.append(QStringLiteral("a.%1_ms").arg(stageName(stage)));
    return columns.join(separator);
}

/// Distinct versions that wait for their import, of the package that @p package names.
QString versionsOf(const char* package)
{
    return QStringLiteral("(SELECT count(DISTINCT p.upload_id) FROM publication p JOIN suite s ON s.id = p.suite_id "
                          "WHERE p.package_id = %1 AND p.import_id IS NULL AND p.skipped = 0 AND p.removed_at = 0 AND "
                          "s.state = 'active')")
        .arg(QLatin1String(package));
}

} // namespace

WorkTimes::Waiting& WorkTimes::Waiting::operator+=(const Waiting& other)
{
    jobs += other.jobs;
    measured += other.measured;
    work += other.work;
    return *this;
}

WorkTimes::WorkTimes(Database& database)
    : m_database(database)
{
    m_usual = queue::stageRange(measured(
        QStringLiteral("a.outcome = 'done' AND a.versions > 0 ORDER BY a.id DESC LIMIT %1").arg(attemptsOfAll), {}));
}

QList<queue::StageTimes> WorkTimes::measured(const QString& condition, const QVariantList& values) const
{
    QList<queue::StageTimes> all;
    QSqlQuery query = m_database.select(QStringLiteral("SELECT a.versions, %1 FROM attempt a WHERE %2")
                                            .arg(stageColumns(QStringLiteral(", ")), condition),
                                        values);
    while (query.next()) {
        queue::StageTimes one;
        one.versions = query.value(0).toLongLong();
        for (size_t stage = 0; stage < one.ms.size(); ++stage)
            one.ms[stage] = query.value(static_cast<int>(stage) + 1).toLongLong();
        all.append(one);
    }
    return all;
}

WorkTimes::Waiting WorkTimes::workOf(const QString& source) const
{
    if (!known())
        return {};
    const queue::EtaRange usual = m_usual.version();
    QSqlQuery query = m_database.select(
        QStringLiteral(
            "SELECT count(*), count(low), coalesce(sum(v * coalesce(low, %4)), 0), coalesce(sum(v * coalesce(high, "
            "%5)), "
            "0), coalesce(max(v * coalesce(low, %4)), 0), coalesce(max(v * coalesce(high, %5)), 0) FROM (WITH job_of "
            "AS "
            "(%1), own AS (SELECT o.package_id, min((%2) / a.versions) AS low, max((%2) / a.versions) AS high FROM "
            "(SELECT DISTINCT package_id FROM job_of) w CROSS JOIN job o CROSS JOIN attempt a WHERE o.package_id = "
            "w.package_id AND o.state = 'done' AND a.job_id = o.id AND a.outcome = 'done' AND a.versions > 0 GROUP BY "
            "o.package_id) "
            "SELECT CASE WHEN c.v > 0 THEN c.v ELSE 1 END AS v, own.low, own.high FROM (SELECT w.package_id, %3 AS v "
            "FROM job_of w) c LEFT JOIN own ON own.package_id = c.package_id) todo")
            .arg(source, stageColumns(QStringLiteral(" + ")), versionsOf("w.package_id"))
            .arg(usual.lowMs)
            .arg(usual.highMs));
    if (!query.next())
        return {};
    const auto number = [&query](int column) { return query.value(column).toLongLong(); };
    return {number(0), number(1), {{number(2), number(3)}, {number(4), number(5)}}};
}

WorkTimes::Waiting WorkTimes::queue(std::optional<int> priority) const
{
    const QString most = priority ? QStringLiteral(" AND j.priority <= %1").arg(*priority) : QString();
    return workOf(QStringLiteral("SELECT j.package_id FROM job j JOIN package k ON k.id = j.package_id WHERE j.state = "
                                 "'queued' AND k.state NOT IN ('paused', 'denied')") +
                  most);
}

WorkTimes::Waiting WorkTimes::packages(const QList<qint64>& packageIds) const
{
    Waiting all;
    forEachIdList(packageIds, [&](const QString& ids) {
        all += workOf(QStringLiteral("SELECT id AS package_id FROM package WHERE id IN (%1)").arg(ids));
    });
    return all;
}

queue::EtaRange WorkTimes::leftOf(qint64 jobId, qint64 nowMs) const
{
    if (!known())
        return {};
    const QVariantList row = m_database.row(
        QStringLiteral("SELECT j.package_id, a.stage, a.stage_since, a.versions, %1 FROM job j JOIN attempt a ON "
                       "a.job_id = j.id AND a.outcome = 'running' WHERE j.id = ?")
            .arg(versionsOf("j.package_id")),
        {jobId});
    if (row.isEmpty())
        return {};
    const QList<queue::StageTimes> own =
        measured(QStringLiteral("a.outcome = 'done' AND a.versions > 0 AND a.job_id IN (SELECT o.id FROM job o WHERE "
                                "o.package_id = ? AND o.state = 'done') ORDER BY a.id DESC LIMIT %1")
                     .arg(attemptsOfOne),
                 {row.at(0)});
    // The versions of this attempt count as waiting until all of it is published.
    const qint64 begun = row.at(3).toLongLong();
    const qint64 toGo = std::max<qint64>(1, row.at(4).toLongLong() - std::max<qint64>(0, begun - 1));
    return queue::timeLeft(own.isEmpty() ? m_usual : queue::stageRange(own), stageFromName(row.at(1).toString()),
                           nowMs - row.at(2).toLongLong(), toGo);
}

queue::Work WorkTimes::running(qint64 nowMs) const
{
    QList<qint64> ids;
    {
        QSqlQuery query = m_database.select(QStringLiteral("SELECT id FROM job WHERE state = 'running'"));
        while (query.next())
            ids.append(query.value(0).toLongLong());
    }
    queue::Work all;
    for (const qint64 id : std::as_const(ids))
        all += queue::Work::ofJob(leftOf(id, nowMs));
    return all;
}

} // namespace millrace::store
