// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/health.h"

#include "core/store/database.h"

namespace millrace::store {

namespace {

constexpr qint64 dayMs = 24LL * 60 * 60 * 1000;

QMap<QString, qint64> counts(Database& database, const char* sql)
{
    QMap<QString, qint64> result;
    QSqlQuery query = database.select(QLatin1String(sql));
    while (query.next())
        result.insert(query.value(0).toString(), query.value(1).toLongLong());
    return result;
}

void readJobs(Database& database, qint64 nowMs, Health& health)
{
    const QMap<QString, qint64> jobs =
        counts(database, "SELECT state, count(*) FROM job WHERE state IN ('queued', 'running') GROUP BY state");
    health.queued = jobs.value(QStringLiteral("queued"));
    health.running = jobs.value(QStringLiteral("running"));
    // A job of a paused package waits for a person, not for the engine.
    const qint64 dueSince =
        database
            .value(QStringLiteral("SELECT min(CASE WHEN j.due_at > j.created THEN j.due_at ELSE j.created END) "
                                  "FROM job j JOIN package k ON k.id = j.package_id WHERE j.state = 'queued' AND "
                                  "j.due_at <= ? AND k.state NOT IN ('paused', 'denied')"),
                   {nowMs})
            .toLongLong();
    if (dueSince > 0)
        health.oldestDueMs = std::max<qint64>(0, nowMs - dueSince);
    health.staleLeases =
        database.value(QStringLiteral("SELECT count(*) FROM job WHERE state = 'running' AND lease_until < ?"), {nowMs})
            .toLongLong();
}

void readFailures(Database& database, qint64 nowMs, Health& health)
{
    // Both halves of the index of the list's order.
    health.failuresDay = database
                             .value(QStringLiteral("SELECT count(*) FROM failure WHERE (state = 'resolved') IN (1 = 0, "
                                                   "1 = 1) AND last_at > ?"),
                                    {nowMs - dayMs})
                             .toLongLong();
    health.newSignaturesDay =
        database.value(QStringLiteral("SELECT count(*) FROM signature WHERE added_at > ?"), {nowMs - dayMs})
            .toLongLong();
    QSqlQuery query = database.select(
        QStringLiteral("SELECT s.sig, s.code, s.title, n.open FROM (SELECT signature, count(*) AS open FROM failure "
                       "WHERE state <> 'resolved' GROUP BY signature) n JOIN signature s ON s.sig = n.signature "
                       "ORDER BY n.open DESC, s.sig"));
    while (query.next())
        health.signatures.append({query.value(0).toString(), query.value(1).toString(), query.value(2).toString(),
                                  query.value(3).toLongLong()});
}

void readSuites(Database& database, Health& health)
{
    QSqlQuery query = database.select(QStringLiteral(
        "SELECT a.name, s.name, a.poll_interval_s, s.read_at, s.stale, s.last_error FROM suite s JOIN archive a "
        "ON a.id = s.archive_id WHERE a.enabled = 1 AND s.state = 'active' ORDER BY a.rank, a.name, s.rank, s.id"));
    while (query.next())
        health.suites.append({query.value(0).toString(), query.value(1).toString(), query.value(2).toLongLong(),
                              query.value(3).toLongLong(), query.value(4).toInt() != 0,
                              !query.value(5).toString().isEmpty()});
}

void readHosts(Database& database, Health& health)
{
    QSqlQuery query =
        database.select(QStringLiteral("SELECT host, jobs, parallel, heartbeat, state FROM host ORDER BY host"));
    while (query.next())
        health.hosts.append({query.value(0).toString(), query.value(1).toInt(), query.value(2).toInt(),
                             query.value(3).toLongLong(), query.value(4).toString()});
}

} // namespace

Health readHealth(Database& database, qint64 nowMs)
{
    Health health;
    health.packages = counts(database, "SELECT state, count(*) FROM package GROUP BY state");
    health.tracked = database.value(QStringLiteral("SELECT count(*) FROM package WHERE tracked = 1")).toLongLong();
    readJobs(database, nowMs, health);
    health.imports =
        database.value(QStringLiteral("SELECT count(*) FROM import WHERE state = 'published'")).toLongLong();
    health.attempts = counts(database, "SELECT outcome, count(*) FROM attempt GROUP BY outcome");
    readFailures(database, nowMs, health);
    health.findings = counts(database, "SELECT severity, count(*) FROM finding WHERE state = 'open' GROUP BY severity");
    readSuites(database, health);
    readHosts(database, health);
    return health;
}

} // namespace millrace::store
