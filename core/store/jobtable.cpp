// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/jobtable.h"

#include "core/base/json.h"
#include "core/base/stage.h"
#include "core/store/batches.h"

namespace millrace::store {

namespace {

const QString columns =
    QStringLiteral("j.id, j.package_id, k.name, j.type, j.state, j.priority, j.suites_json, j.mode");

template <typename Cell> Job jobOf(const Cell& cell)
{
    return {cell(0).toLongLong(),
            cell(1).toLongLong(),
            cell(2).toString(),
            cell(3).toString(),
            cell(4).toString(),
            cell(5).toInt(),
            toStringList(jsonArrayOf(cell(6))),
            0,
            {},
            cell(7).toString()};
}

Job jobOf(const QSqlQuery& query)
{
    return jobOf([&query](int column) { return query.value(column); });
}

QString limitedTo(const QList<qint64>& only)
{
    return only.isEmpty() ? QString() : QStringLiteral(" AND j.id IN (%1)").arg(idList(only));
}

/// Whether something that waits for the job's package has its files in one of the archives.
QString needs(const QList<qint64>& archives)
{
    return QStringLiteral("EXISTS (SELECT 1 FROM publication p JOIN suite s ON s.id = p.suite_id JOIN upload u ON "
                          "u.id = p.upload_id WHERE p.package_id = j.package_id AND p.import_id IS NULL AND "
                          "p.skipped = 0 AND p.removed_at = 0 AND s.state = 'active' AND "
                          "coalesce(u.archive_id, s.archive_id) IN (%1))")
        .arg(idList(archives));
}

// The three changes of a lease, without the rows that they are made to.
const QString takeJob = QStringLiteral("UPDATE job SET state = 'running', claimed_by = ?, host = ?, lease_until = ?, "
                                       "started = ?, stage = '', at_version = ''");
// Here, not by a later settle(): from this commit on no engine may lease another job of the package.
const QString showRunning =
    QStringLiteral("UPDATE package SET state = 'running', row_version = package.row_version + 1, changed_at = ?");
const QString beginAttempt = QStringLiteral("INSERT INTO attempt(job_id, worker, started, stage_since)");

const QString isHeld = QStringLiteral("state = 'running' AND claimed_by = ? AND EXISTS (SELECT 1 FROM attempt a WHERE "
                                      "a.id = ? AND a.job_id = job.id AND a.outcome = 'running')");

/// Adds the time since the stage began to that stage of the attempt; needs the time now once per stage. What a job does
/// before its worker names a stage counts for the first one.
QString stageSums()
{
    QStringList sums;
    for (const Stage stage : allStages)
        sums.append(QStringLiteral("%1_ms = %1_ms + CASE WHEN stage IN (%2) AND stage_since > 0 THEN ? - stage_since "
                                   "ELSE 0 END")
                        .arg(stageName(stage), stage == Stage::Archive
                                                   ? QStringLiteral("'', 'archive'")
                                                   : QLatin1Char('\'') + stageName(stage) + QLatin1Char('\'')));
    return sums.join(QLatin1String(", "));
}

QVariantList oncePerStage(qint64 nowMs)
{
    return QVariantList(allStages.size(), nowMs);
}

} // namespace

std::optional<qint64> JobTable::merge(qint64 packageId, const QString& type, int priority, qint64 dueAt,
                                      const QStringList& suites)
{
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT id, suites_json FROM job WHERE package_id = ? AND type = ? AND state = 'queued'"),
        {packageId, type});
    if (!query.next())
        return std::nullopt;
    const qint64 id = query.value(0).toLongLong();
    QStringList merged = toStringList(jsonArrayOf(query.value(1)));
    query.finish();
    // All suites is the wider request.
    if (suites.isEmpty() || merged.isEmpty()) {
        merged.clear();
    } else {
        merged += suites;
        merged.removeDuplicates();
    }
    m_database.run(QStringLiteral("UPDATE job SET priority = CASE WHEN priority > ? THEN ? ELSE priority END, "
                                  "due_at = CASE WHEN due_at > ? THEN ? ELSE due_at END, suites_json = ? WHERE id = ?"),
                   {priority, priority, dueAt, dueAt, QString::fromUtf8(compactJson(toJsonArray(merged))), id});
    return id;
}

qint64 JobTable::enqueue(qint64 packageId, queue::JobType type, int priority, const QString& reason, qint64 dueAt,
                         const QStringList& suites)
{
    const QString typeName = queue::jobTypeName(type);
    qint64 id = 0;
    m_database.transaction([&] {
        // Two requests at the same time must become one job.
        m_database.row(QStringLiteral("SELECT id FROM package WHERE id = ?") + m_database.lock(), {packageId});
        if (const auto waiting = merge(packageId, typeName, priority, dueAt, suites))
            id = *waiting;
        else
            id =
                m_database.insert(QStringLiteral("INSERT INTO job(package_id, type, priority, due_at, created, reason, "
                                                 "suites_json) VALUES (?, ?, ?, ?, ?, ?, ?)"),
                                  {packageId, typeName, priority, dueAt, now(), reason,
                                   QString::fromUtf8(compactJson(toJsonArray(suites)))});
        m_database.touch("job");
    });
    return id;
}

QString JobTable::firstDue(int most, const QList<qint64>& only, const QList<qint64>& awayArchives) const
{
    // The package's row too: it stands for all of its jobs, of which only one may run.
    return QStringLiteral("SELECT %1, j.priority * %2 + j.created AS place FROM job j JOIN package k ON k.id = "
                          "j.package_id WHERE j.state = 'queued' AND j.due_at <= ? AND k.state NOT IN ('paused', "
                          "'denied', 'running')%3 ORDER BY j.priority * %2 + j.created, j.id LIMIT %4%5")
        .arg(columns)
        .arg(queue::agingStepMs)
        .arg(limitedTo(only) + (awayArchives.isEmpty() ? QString() : QLatin1String(" AND NOT ") + needs(awayArchives)))
        .arg(most)
        .arg(m_database.skipLocked(QStringLiteral("j, k")));
}

std::optional<Job> JobTable::takeFirst(const QString& due, const QString& worker, const QString& host)
{
    const QVariantList cells = m_database.row(due, {now()});
    if (cells.isEmpty())
        return std::nullopt;
    Job job = jobOf([&](int i) { return cells.at(i); });
    m_database.run(takeJob + QLatin1String(" WHERE id = ?"), {worker, host, now() + queue::leaseMs, now(), job.id});
    job.attemptId =
        m_database.insert(beginAttempt + QLatin1String(" VALUES (?, ?, ?, ?)"), {job.id, worker, now(), now()});
    m_database.run(showRunning + QLatin1String(" WHERE id = ?"), {now(), job.packageId});
    return job;
}

QList<Job> JobTable::takeAtOnce(const QString& due, const QString& worker, const QString& host)
{
    QList<Job> jobs;
    // Two jobs of one package may both be due: the second one waits for the first.
    m_database.forEachRow(
        QStringLiteral("WITH due AS (%1), chosen AS (SELECT DISTINCT ON (package_id) * FROM due ORDER BY package_id, "
                       "place, id), taken AS (%2 FROM chosen WHERE job.id = chosen.id), shown AS (%3 FROM chosen WHERE "
                       "package.id = chosen.package_id), begun AS (%4 SELECT chosen.id, ?, CAST(? AS BIGINT), CAST(? "
                       "AS BIGINT) FROM chosen RETURNING id, job_id) SELECT chosen.*, begun.id FROM chosen JOIN begun "
                       "ON begun.job_id = chosen.id ORDER BY place, chosen.id")
            .arg(due, takeJob, showRunning, beginAttempt),
        {now(), worker, host, now() + queue::leaseMs, now(), now(), worker, now(), now()}, [&](const QSqlQuery& query) {
            jobs.append(jobOf(query));
            jobs.last().attemptId = query.value(9).toLongLong();
        });
    return jobs;
}

QList<Job> JobTable::leaseUpTo(int most, const QString& worker, const QString& host, const QList<qint64>& only,
                               const QList<qint64>& awayArchives)
{
    QList<Job> jobs;
    // Not on a snapshot: a job that another engine has leased since must be passed over, not collided with.
    m_database.transaction(
        [&] {
            jobs.clear();
            if (m_database.writesInQueries()) {
                jobs = takeAtOnce(firstDue(most, only, awayArchives), worker, host);
            } else {
                const QString due = firstDue(1, only, awayArchives);
                while (jobs.size() < most) {
                    const std::optional<Job> job = takeFirst(due, worker, host);
                    if (!job)
                        break;
                    jobs.append(*job);
                }
            }
            if (jobs.isEmpty())
                return;
            for (Job& job : jobs) {
                job.state = QStringLiteral("running");
                job.claimedBy = worker;
            }
            m_database.touch("job");
            m_database.touch("package");
        },
        Isolation::Newest);
    return jobs;
}

std::optional<Job> JobTable::lease(const QString& worker, const QString& host, const QList<qint64>& only,
                                   const QList<qint64>& awayArchives)
{
    const QList<Job> jobs = leaseUpTo(1, worker, host, only, awayArchives);
    return jobs.isEmpty() ? std::nullopt : std::optional(jobs.constFirst());
}

void JobTable::progress(const Job& job, const QString& stage, const QString& version)
{
    m_database.transaction([&] {
        if (m_database.run(
                QStringLiteral("UPDATE job SET stage = ?, at_version = ?, lease_until = ? WHERE id = ? AND ") + isHeld,
                {stage, version, now() + queue::leaseMs, job.id, job.claimedBy, job.attemptId}) == 0)
            return;
        m_database.run(QStringLiteral("UPDATE attempt SET %1, versions = versions + CASE WHEN at_version <> ? THEN 1 "
                                      "ELSE 0 END, at_version = ?, stage = ?, stage_since = ? WHERE id = ?")
                           .arg(stageSums()),
                       oncePerStage(now()) + QVariantList{version, version, stage, now(), job.attemptId});
        m_database.touch("job");
    });
}

QList<qint64> JobTable::heartbeat(const QList<Job>& jobs)
{
    QList<qint64> lost;
    m_database.transaction([&] {
        lost.clear();
        for (const Job& job : jobs) {
            if (!holds(job))
                lost.append(job.attemptId);
        }
    });
    return lost;
}

bool JobTable::holds(const Job& job)
{
    // An update, not a question: it keeps others from taking the lease over until our transaction has ended.
    return m_database.run(QStringLiteral("UPDATE job SET lease_until = ? WHERE id = ? AND ") + isHeld,
                          {now() + queue::leaseMs, job.id, job.claimedBy, job.attemptId}) == 1;
}

bool JobTable::takeOver(const Lease& lease, const QString& worker)
{
    return m_database.run(
               QStringLiteral("UPDATE job SET claimed_by = ?, lease_until = ? WHERE id = ? AND claimed_by = ? "
                              "AND lease_until = ? AND state = 'running' AND EXISTS (SELECT 1 FROM attempt a "
                              "WHERE a.id = ? AND a.job_id = job.id AND a.outcome = 'running')"),
               {worker, now() + queue::leaseMs, lease.job.id, lease.claimedBy, lease.until, lease.job.attemptId}) == 1;
}

void JobTable::setLog(qint64 attemptId, const QString& logPath, const QString& quarantine)
{
    m_database.run(QStringLiteral("UPDATE attempt SET log_path = ?, quarantine = ? WHERE id = ?"),
                   {logPath, quarantine, attemptId});
}

void JobTable::finish(const Job& job, const AttemptResult& result)
{
    m_database.transaction([&] {
        m_database.run(
            QStringLiteral("UPDATE attempt SET %1, ended = ?, outcome = ?, cpu_ms = ?, peak_rss_kib = ?, bytes = ? "
                           "WHERE id = ?")
                .arg(stageSums()),
            oncePerStage(now()) +
                QVariantList{now(), result.outcome, result.cpuMs, result.peakRssKib, result.bytes, job.attemptId});
        m_database.run(QStringLiteral("UPDATE job SET state = 'done', ended = ?, outcome = ?, claimed_by = '', "
                                      "lease_until = 0 WHERE id = ?"),
                       {now(), result.outcome, job.id});
        m_database.touch("job");
    });
}

qint64 JobTable::giveBack(const Job& job, const AttemptResult& result)
{
    qint64 waits = job.id;
    m_database.transaction([&] {
        m_database.run(QStringLiteral("UPDATE attempt SET ended = ?, outcome = ?, cpu_ms = ?, peak_rss_kib = ? "
                                      "WHERE job_id = ? AND outcome = 'running'"),
                       {now(), result.outcome, result.cpuMs, result.peakRssKib, job.id});
        // A newer request of the same type may wait already: then it does this job's work too.
        if (const auto newer = merge(job.packageId, job.type, job.priority, 0, job.suites)) {
            waits = *newer;
            // It keeps the place in the queue that this one had.
            m_database.run(QStringLiteral("UPDATE job SET created = (SELECT o.created FROM job o WHERE o.id = ?) WHERE "
                                          "id = ?"),
                           {job.id, waits});
            m_database.run(QStringLiteral("UPDATE job SET state = 'done', ended = ?, outcome = ?, claimed_by = '', "
                                          "lease_until = 0 WHERE id = ?"),
                           {now(), result.outcome, job.id});
        } else {
            m_database.run(
                QStringLiteral("UPDATE job SET state = 'queued', claimed_by = '', lease_until = 0, stage = '', "
                               "started = 0 WHERE id = ?"),
                {job.id});
        }
        m_database.touch("job");
    });
    return waits;
}

void JobTable::defer(qint64 jobId, qint64 dueAt)
{
    // What is due already is back in its place, as if it had never been put off.
    m_database.run(QStringLiteral("UPDATE job SET due_at = ? WHERE id = ? AND state = 'queued'"),
                   {dueAt > now() ? dueAt : 0, jobId});
    m_database.touch("job");
}

bool JobTable::conclude(qint64 jobId, const QString& outcome)
{
    m_database.touch("job");
    return m_database.run(QStringLiteral("UPDATE job SET state = 'done', ended = ?, outcome = ? WHERE id = ? AND "
                                         "state = 'queued'"),
                          {now(), outcome, jobId}) == 1;
}

QList<Lease> JobTable::leases() const
{
    QList<Lease> leases;
    QSqlQuery query = m_database.select(
        QStringLiteral(
            "SELECT %1, a.id, j.claimed_by, j.lease_until, a.quarantine FROM job j "
            "JOIN package k ON k.id = j.package_id JOIN attempt a ON a.job_id = j.id AND a.outcome = 'running' "
            "WHERE j.state = 'running'")
            .arg(columns));
    while (query.next()) {
        Lease lease{jobOf(query), query.value(9).toString(), query.value(10).toLongLong(), query.value(11).toString()};
        lease.job.attemptId = query.value(8).toLongLong();
        lease.job.claimedBy = lease.claimedBy;
        leases.append(lease);
    }
    return leases;
}

int JobTable::countReclaim(qint64 jobId)
{
    m_database.run(QStringLiteral("UPDATE job SET reclaims = reclaims + 1 WHERE id = ?"), {jobId});
    return m_database.value(QStringLiteral("SELECT reclaims FROM job WHERE id = ?"), {jobId}).toInt();
}

std::optional<Job> JobTable::byId(qint64 id) const
{
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT %1 FROM job j JOIN package k ON k.id = j.package_id WHERE j.id = ?").arg(columns), {id});
    return query.next() ? std::optional(jobOf(query)) : std::nullopt;
}

QList<Job> JobTable::queuedOf(qint64 packageId) const
{
    QList<Job> jobs;
    QSqlQuery query = m_database.select(QStringLiteral("SELECT %1 FROM job j JOIN package k ON k.id = j.package_id "
                                                       "WHERE j.package_id = ? AND j.state = 'queued' "
                                                       "ORDER BY j.priority, j.id")
                                            .arg(columns),
                                        {packageId});
    while (query.next())
        jobs.append(jobOf(query));
    return jobs;
}

QHash<qint64, QList<WaitingJob>> JobTable::waiting(const QList<qint64>& packageIds) const
{
    QHash<qint64, QList<WaitingJob>> jobs;
    const QString sql = QStringLiteral("SELECT package_id, id, priority, mode FROM job WHERE package_id IN (%1) AND "
                                       "state = 'queued' ORDER BY priority, id");
    forEachIdList(packageIds, [&](const QString& ids) {
        QSqlQuery query = m_database.select(sql.arg(ids));
        while (query.next())
            jobs[query.value(0).toLongLong()].append(
                {query.value(1).toLongLong(), query.value(2).toInt(), query.value(3).toString()});
    });
    return jobs;
}

void JobTable::enqueueAll(const QList<qint64>& packageIds, queue::JobType type, int priority, const QString& reason)
{
    const QString typeName = queue::jobTypeName(type);
    // As merge() does with one that waits: all suites is the wider request.
    const QString sql =
        QStringLiteral("INSERT INTO job(package_id, type, priority, due_at, created, reason, suites_json) "
                       "SELECT k.id, ?, ?, 0, ?, ?, '[]' FROM package k WHERE k.id IN (%1) ORDER BY k.id "
                       "ON CONFLICT (package_id, type) WHERE state = 'queued' DO UPDATE SET priority = CASE WHEN "
                       "job.priority < excluded.priority THEN job.priority ELSE excluded.priority END, due_at = 0, "
                       "suites_json = '[]'")
            .arg(batchPlaceholders(packageIds.size()));
    m_database.transaction([&] {
        forEachBatch(packageIds, [&](const QVariantList& batch) {
            m_database.run(sql, QVariantList{typeName, priority, now(), reason} + batch);
        });
        m_database.touch("job");
    });
}

void JobTable::setMode(qint64 jobId, const QString& mode)
{
    m_database.run(QStringLiteral("UPDATE job SET mode = ? WHERE id = ? AND state = 'queued'"), {mode, jobId});
}

void JobTable::setPriority(qint64 jobId, int priority)
{
    m_database.run(QStringLiteral("UPDATE job SET priority = ? WHERE id = ? AND state = 'queued'"), {priority, jobId});
    m_database.touch("job");
}

void JobTable::revive(qint64 jobId, int priority)
{
    m_database.run(QStringLiteral("UPDATE job SET state = 'queued', ended = 0, outcome = '', priority = ? "
                                  "WHERE id = ? AND state = 'cancelled'"),
                   {priority, jobId});
    m_database.touch("job");
}

void JobTable::cancel(qint64 jobId)
{
    cancel(QList<qint64>{jobId});
}

void JobTable::cancel(const QList<qint64>& jobIds)
{
    const QString sql = QStringLiteral("UPDATE job SET state = 'cancelled', ended = ?, outcome = 'cancelled' "
                                       "WHERE id IN (%1) AND state = 'queued'")
                            .arg(batchPlaceholders(jobIds.size()));
    forEachBatch(jobIds, [&](const QVariantList& batch) { m_database.run(sql, QVariantList{now()} + batch); });
    m_database.touch("job");
}

qint64 JobTable::nextDue() const
{
    return m_database
        .value(QStringLiteral("SELECT min(due_at) FROM job WHERE state = 'queued' AND due_at > ?"), {now()})
        .toLongLong();
}

bool JobTable::hasDue(const QList<qint64>& only) const
{
    return m_database
        .value(QStringLiteral("SELECT 1 FROM job j JOIN package k ON k.id = j.package_id WHERE j.state = 'queued' AND "
                              "j.due_at <= ? AND k.state NOT IN ('paused', 'denied')%1 LIMIT 1")
                   .arg(limitedTo(only)),
               {now()})
        .isValid();
}

int JobTable::countNeeding(const QList<qint64>& archives, const QList<qint64>& only) const
{
    return m_database
        .value(QStringLiteral("SELECT count(*) FROM job j JOIN package k ON k.id = j.package_id WHERE (j.state = "
                              "'running' OR (j.state = 'queued' AND j.due_at <= ? AND k.state NOT IN ('paused', "
                              "'denied')))%1 AND %2")
                   .arg(limitedTo(only), needs(archives)),
               {now()})
        .toInt();
}

int JobTable::countWaitingFor(const QList<qint64>& archives) const
{
    return m_database
        .value(QStringLiteral("SELECT count(*) FROM job j WHERE j.state = 'queued' AND %1").arg(needs(archives)))
        .toInt();
}

qint64 JobTable::nextLeaseEnd() const
{
    return m_database.value(QStringLiteral("SELECT min(lease_until) FROM job WHERE state = 'running'")).toLongLong();
}

int JobTable::countOpen(const QList<qint64>& ids) const
{
    if (ids.isEmpty())
        return 0;
    return m_database
        .value(QStringLiteral("SELECT count(*) FROM job WHERE state IN ('queued', 'running') AND id IN (%1)")
                   .arg(idList(ids)))
        .toInt();
}

} // namespace millrace::store
