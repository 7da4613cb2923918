// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/status.h"

#include "core/base/json.h"
#include "core/store/database.h"
#include "core/store/worktimes.h"

namespace millrace::store {

namespace {

void readRunning(Database& database, Status& status)
{
    QSqlQuery query = database.select(
        QStringLiteral("SELECT j.id, k.name, j.stage, j.at_version, j.started, j.host, j.claimed_by FROM job j "
                       "JOIN package k ON k.id = j.package_id WHERE j.state = 'running' ORDER BY j.started, j.id"));
    while (query.next())
        status.running.append({query.value(0).toLongLong(), query.value(1).toString(), query.value(2).toString(),
                               query.value(3).toString(), query.value(4).toLongLong(), query.value(5).toString(),
                               query.value(6).toString()});
}

void readFailures(Database& database, Status& status)
{
    QSqlQuery query = database.select(QStringLiteral(
        "SELECT s.sig, s.title, n.open, s.policy FROM (SELECT signature, count(*) AS open FROM failure WHERE state <> "
        "'resolved' GROUP BY signature) n JOIN signature s ON s.sig = n.signature ORDER BY n.open DESC, s.sig LIMIT "
        "100"));
    while (query.next())
        status.signatures.append({query.value(0).toString(), query.value(1).toString(), query.value(2).toLongLong(),
                                  query.value(3).toString()});
    status.held = database.value(QStringLiteral("SELECT count(*) FROM package WHERE state = 'held'")).toLongLong();
    status.decisions =
        database.value(QStringLiteral("SELECT count(*) FROM package WHERE state = 'decision'")).toLongLong();
    status.retryWait =
        database.value(QStringLiteral("SELECT count(*) FROM package WHERE state = 'retry_wait'")).toLongLong();
}

void readHosts(Database& database, Status& status)
{
    QSqlQuery query =
        database.select(QStringLiteral("SELECT host, jobs, parallel, heartbeat, state, wanted_parallel, wanted_state "
                                       "FROM host ORDER BY host"));
    while (query.next())
        status.hosts.append({query.value(0).toString(), query.value(1).toInt(), query.value(2).toInt(),
                             query.value(3).toLongLong(), query.value(4).toString(), query.value(5).toInt(),
                             query.value(6).toString() == QLatin1String("drain")});
}

void readBreakers(Database& database, Status& status)
{
    QSqlQuery query = database.select(QStringLiteral("SELECT resource, state, by_hand, since, opened_at, probes, "
                                                     "last_error FROM outage WHERE opened_at > 0 ORDER BY resource"));
    while (query.next())
        status.breakers.append({query.value(0).toString(), query.value(1).toString(), query.value(2).toBool(),
                                query.value(3).toLongLong(), query.value(4).toLongLong(), query.value(5).toInt(),
                                query.value(6).toString()});
}

void readEta(Database& database, Status& status, qint64 nowMs)
{
    const WorkTimes times(database);
    if (!times.known())
        return;
    queue::Work work = times.queue().work;
    for (RunningJob& job : status.running) {
        const queue::EtaRange left = times.leftOf(job.jobId, nowMs);
        job.etaLowMs = left.lowMs;
        job.etaHighMs = left.highMs;
        work += queue::Work::ofJob(left);
    }
    int slotCount = 0;
    for (const HostStatus& host : status.hosts)
        slotCount += host.state == QLatin1String("running") ? host.parallel : 0;
    const queue::EtaRange range = queue::spread(work, slotCount);
    status.etaLowMs = range.lowMs;
    status.etaHighMs = range.highMs;
}

void readVerification(Database& database, Status& status)
{
    VerificationStatus& verification = status.verification;
    QSqlQuery packages = database.select(
        QStringLiteral("SELECT count(*), coalesce(sum(CASE WHEN k.verified_at = 0 THEN 1 ELSE 0 END), 0), "
                       "coalesce(min(CASE WHEN k.verified_at > 0 THEN "
                       "k.verified_at END), 0), coalesce(max(k.verified_at), 0) FROM package k WHERE EXISTS "
                       "(SELECT 1 FROM import i WHERE i.package_id = k.id AND i.state = 'published')"));
    if (packages.next()) {
        verification.packages = packages.value(0).toLongLong();
        verification.neverVerified = packages.value(1).toLongLong();
        verification.oldestAt = packages.value(2).toLongLong();
        verification.lastAt = packages.value(3).toLongLong();
    }
    QSqlQuery findings = database.select(
        QStringLiteral("SELECT severity, count(*) FROM finding WHERE state = 'open' GROUP BY severity"));
    while (findings.next()) {
        const QString severity = findings.value(0).toString();
        (severity == QLatin1String("error")     ? verification.errors
         : severity == QLatin1String("warning") ? verification.warnings
                                                : verification.notes) = findings.value(1).toLongLong();
    }
    QSqlQuery hosts = database.select(
        QStringLiteral("SELECT verifying, verify_every_s FROM host WHERE state = 'running' ORDER BY host"));
    while (hosts.next()) {
        if (!hosts.value(0).toString().isEmpty())
            verification.running.append(hosts.value(0).toString());
        verification.everyS = std::max(verification.everyS, hosts.value(1).toLongLong());
    }
}

QJsonArray etaSeconds(qint64 lowMs, qint64 highMs)
{
    return {lowMs / 1000, (highMs + 999) / 1000};
}

QJsonObject toJson(const VerificationStatus& verification)
{
    return {{QStringLiteral("every_seconds"), verification.everyS},
            {QStringLiteral("packages"), verification.packages},
            {QStringLiteral("never_verified"), verification.neverVerified},
            {QStringLiteral("oldest"), isoTime(verification.oldestAt)},
            {QStringLiteral("last"), isoTime(verification.lastAt)},
            {QStringLiteral("running"), toJsonArray(verification.running)},
            {QStringLiteral("findings"), QJsonObject{{QStringLiteral("error"), verification.errors},
                                                     {QStringLiteral("warning"), verification.warnings},
                                                     {QStringLiteral("note"), verification.notes}}}};
}

} // namespace

Status readStatus(Database& database, qint64 nowMs)
{
    Status status;
    readRunning(database, status);
    readFailures(database, status);
    readHosts(database, status);
    readBreakers(database, status);
    const auto number = [&](const char* sql) { return database.value(QLatin1String(sql)).toLongLong(); };
    status.queueLength = number("SELECT count(*) FROM job WHERE state = 'queued'");
    if (status.queueLength > 0)
        status.oldestQueuedMs =
            std::max<qint64>(0, nowMs - number("SELECT min(created) FROM job WHERE state = 'queued'"));
    readEta(database, status, nowMs);
    readVerification(database, status);
    status.packages = number("SELECT count(*) FROM package");
    status.tracked = number("SELECT count(*) FROM package WHERE tracked = 1");
    status.imports = number("SELECT count(*) FROM import WHERE state = 'published'");
    status.archives = number("SELECT count(*) FROM archive");
    QSqlQuery query =
        database.select(QStringLiteral("SELECT name FROM suite WHERE stale = 1 AND state = 'active' ORDER BY rank"));
    while (query.next())
        status.staleSuites.append(query.value(0).toString());
    return status;
}

QJsonObject Status::toJson() const
{
    QJsonArray runningArray;
    for (const RunningJob& job : running)
        runningArray.append(QJsonObject{{QStringLiteral("package"), job.package},
                                        {QStringLiteral("version"), job.version},
                                        {QStringLiteral("stage"), job.stage},
                                        {QStringLiteral("started"), isoTime(job.started)},
                                        {QStringLiteral("host"), job.host},
                                        {QStringLiteral("eta_seconds"), etaSeconds(job.etaLowMs, job.etaHighMs)}});
    QJsonArray signatureArray;
    for (const SignatureCount& one : signatures)
        signatureArray.append(QJsonObject{{QStringLiteral("signature"), one.signature},
                                          {QStringLiteral("title"), one.title},
                                          {QStringLiteral("count"), one.count},
                                          {QStringLiteral("policy"), one.policy}});
    QJsonArray hostArray;
    for (const HostStatus& host : hosts)
        hostArray.append(QJsonObject{
            {QStringLiteral("host"), host.host},
            {QStringLiteral("jobs"), host.jobs},
            {QStringLiteral("state"), host.state},
            {QStringLiteral("parallel"), host.parallel},
            {QStringLiteral("wanted_parallel"), host.wantedParallel},
            {QStringLiteral("wanted_state"), host.wantsDrain ? QStringLiteral("drain") : QStringLiteral("run")},
            {QStringLiteral("heartbeat"), isoTime(host.heartbeat)}});
    QJsonArray breakerArray;
    for (const BreakerStatus& breaker : breakers)
        breakerArray.append(QJsonObject{{QStringLiteral("resource"), breaker.resource},
                                        {QStringLiteral("state"), breaker.state},
                                        {QStringLiteral("by_hand"), breaker.byHand},
                                        {QStringLiteral("since"), isoTime(breaker.since)},
                                        {QStringLiteral("opened_at"), isoTime(breaker.openedAt)},
                                        {QStringLiteral("probes"), breaker.probes},
                                        {QStringLiteral("last_error"), breaker.lastError}});
    return {{QStringLiteral("running"), runningArray},
            {QStringLiteral("queue"), QJsonObject{{QStringLiteral("length"), queueLength},
                                                  {QStringLiteral("oldest_seconds"), oldestQueuedMs / 1000},
                                                  {QStringLiteral("eta_seconds"), etaSeconds(etaLowMs, etaHighMs)}}},
            {QStringLiteral("failures"), QJsonObject{{QStringLiteral("held"), held},
                                                     {QStringLiteral("decision"), decisions},
                                                     {QStringLiteral("retry_wait"), retryWait},
                                                     {QStringLiteral("signatures"), signatureArray}}},
            {QStringLiteral("collisions"), QJsonObject{{QStringLiteral("open"), 0}}},
            {QStringLiteral("breakers"), breakerArray},
            {QStringLiteral("hosts"), hostArray},
            {QStringLiteral("packages"), QJsonObject{{QStringLiteral("known"), packages},
                                                     {QStringLiteral("tracked"), tracked},
                                                     {QStringLiteral("imports"), imports}}},
            {QStringLiteral("verification"), store::toJson(verification)},
            {QStringLiteral("stale_suites"), toJsonArray(staleSuites)}};
}

} // namespace millrace::store
