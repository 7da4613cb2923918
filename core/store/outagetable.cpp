// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/outagetable.h"

#include "core/base/json.h"

namespace millrace::store {

namespace {

using failure::CircuitBreaker;

constexpr qint64 keepEvidenceMs = 90LL * 24 * 60 * 60 * 1000;

Outage outageOf(const QSqlQuery& query)
{
    Outage outage;
    outage.id = query.value(0).toLongLong();
    outage.resource = query.value(1).toString();
    outage.breaker.state =
        failure::breakerStateFromName(query.value(2).toString()).value_or(failure::BreakerState::Closed);
    outage.breaker.byHand = query.value(3).toBool();
    outage.breaker.sinceMs = query.value(4).toLongLong();
    outage.breaker.openedMs = query.value(5).toLongLong();
    outage.breaker.probes = query.value(6).toInt();
    outage.breaker.probedMs = query.value(7).toLongLong();
    outage.probeUrl = query.value(8).toString();
    outage.breaker.successes = query.value(9).toInt();
    outage.trialJob = query.value(10).toLongLong();
    outage.breaker.lastError = query.value(11).toString();
    outage.reason = query.value(12).toString();
    outage.rowVersion = query.value(13).toLongLong();
    return outage;
}

QList<Outage> readOutages(Database& database, const QString& where, const QVariantList& values)
{
    QList<Outage> outages;
    QSqlQuery query = database.select(
        QStringLiteral("SELECT id, resource, state, by_hand, since, opened_at, probes, probed_at, probe_url, "
                       "successes, trial_job, last_error, reason, row_version FROM outage%1 ORDER BY resource")
            .arg(where),
        values);
    while (query.next())
        outages.append(outageOf(query));
    return outages;
}

QString textOf(const QList<NewFailure>& failures)
{
    QJsonArray array;
    for (const NewFailure& failure : failures)
        array.append(QJsonObject{{QStringLiteral("error"), failure.error.toJson()},
                                 {QStringLiteral("version"), failure.version},
                                 {QStringLiteral("suite"), failure.suite}});
    return QString::fromUtf8(compactJson(array));
}

QList<NewFailure> failuresOf(const QVariant& cell)
{
    QList<NewFailure> failures;
    for (const QJsonValue& value : jsonArrayOf(cell))
        failures.append({Error::fromJson(value[QLatin1String("error")].toObject()),
                         value[QLatin1String("version")].toString(), value[QLatin1String("suite")].toString()});
    return failures;
}

QVariant idOrNull(qint64 id)
{
    return id > 0 ? QVariant(id) : QVariant();
}

} // namespace

QList<Outage> OutageTable::all() const
{
    return readOutages(m_database, {}, {});
}

QList<Outage> OutageTable::broken() const
{
    return readOutages(m_database, QStringLiteral(" WHERE state <> 'closed'"), {});
}

std::optional<Outage> OutageTable::byResource(const QString& resource) const
{
    const QList<Outage> found = readOutages(m_database, QStringLiteral(" WHERE resource = ?"), {resource});
    return found.isEmpty() ? std::nullopt : std::optional(found.constFirst());
}

CircuitBreaker OutageTable::breakerOf(const Outage& outage) const
{
    QList<failure::BreakerFailure> window;
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT subject, at FROM outage_evidence WHERE resource = ? AND at > ? AND "
                                         "state IN ('provisional', 'failure') ORDER BY id"),
                          {outage.resource, now() - failure::breaker::windowMs});
    while (query.next())
        window.append({query.value(0).toString(), query.value(1).toLongLong()});
    return {clock(), outage.breaker, window};
}

Outage OutageTable::locked(const QString& resource)
{
    // The update comes first: it keeps others from reading what we are about to change.
    m_database.run(QStringLiteral("INSERT INTO outage(resource, row_version) VALUES (?, 1) ON CONFLICT(resource) "
                                  "DO UPDATE SET row_version = outage.row_version + 1"),
                   {resource});
    return *byResource(resource);
}

void OutageTable::save(const QString& resource, const failure::BreakerRecord& record)
{
    m_database.run(
        QStringLiteral("UPDATE outage SET state = ?, by_hand = ?, since = ?, opened_at = ?, probes = ?, probed_at = ?, "
                       "successes = ?, trial_job = CASE WHEN ? = 'half_open' THEN trial_job ELSE 0 END, "
                       "last_error = ? WHERE resource = ?"),
        {failure::breakerStateName(record.state), record.byHand ? 1 : 0, record.sinceMs, record.openedMs, record.probes,
         record.probedMs, record.successes, failure::breakerStateName(record.state), record.lastError, resource});
    m_database.touch("outage");
}

CircuitBreaker::Effect OutageTable::failed(const OutageEvidence& evidence, const QString& error, const QString& url)
{
    auto effect = CircuitBreaker::Effect::Known;
    m_database.transaction([&] {
        CircuitBreaker breaker = breakerOf(locked(evidence.resource));
        effect = breaker.failed(evidence.subject, error);
        save(evidence.resource, breaker.record());
        m_database.run(QStringLiteral("UPDATE outage SET probe_url = ? WHERE resource = ?"), {url, evidence.resource});
        if (effect == CircuitBreaker::Effect::Known)
            return;
        m_database.run(QStringLiteral("UPDATE outage_evidence SET state = 'void' WHERE resource = ? AND subject = ? "
                                      "AND state = 'provisional'"),
                       {evidence.resource, evidence.subject});
        m_database.run(QStringLiteral("DELETE FROM outage_evidence WHERE at < ?"), {now() - keepEvidenceMs});
        m_database.run(QStringLiteral("INSERT INTO outage_evidence(resource, subject, package_id, job_id, attempt_id, "
                                      "at, failures_json) VALUES (?, ?, ?, ?, ?, ?, ?)"),
                       {evidence.resource, evidence.subject, idOrNull(evidence.packageId), idOrNull(evidence.jobId),
                        idOrNull(evidence.attemptId), now(), textOf(evidence.failures)});
    });
    return effect;
}

bool OutageTable::succeeded(const QString& resource, qint64 begunMs)
{
    // Most attempts succeed while nothing is wrong: they must not queue up for a row.
    const std::optional<Outage> known = byResource(resource);
    if (!known)
        return false;
    if (known->breaker.state == failure::BreakerState::Closed) {
        const CircuitBreaker breaker = breakerOf(*known);
        if (breaker.record().successes >= breaker.window().size())
            return false;
    }
    bool closed = false;
    m_database.transaction([&] {
        CircuitBreaker breaker = breakerOf(locked(resource));
        closed = breaker.succeeded(begunMs);
        save(resource, breaker.record());
    });
    return closed;
}

bool OutageTable::reached(const QString& resource)
{
    const std::optional<Outage> known = byResource(resource);
    if (!known || known->breaker.state != failure::BreakerState::Open)
        return false;
    bool halfOpen = false;
    m_database.transaction([&] {
        CircuitBreaker breaker = breakerOf(locked(resource));
        halfOpen = breaker.reached();
        save(resource, breaker.record());
    });
    return halfOpen;
}

bool OutageTable::isProbeDue() const
{
    const QList<Outage> all = broken();
    return std::any_of(all.cbegin(), all.cend(), [this](const Outage& outage) {
        return CircuitBreaker(clock(), outage.breaker, {}).isProbeDue();
    });
}

void OutageTable::probeSoon(const QString& resource)
{
    m_database.transaction([&] {
        CircuitBreaker breaker = breakerOf(locked(resource));
        breaker.probeSoon();
        save(resource, breaker.record());
    });
}

bool OutageTable::claimProbe(const QString& resource)
{
    bool mine = false;
    m_database.transaction([&] {
        CircuitBreaker breaker = breakerOf(locked(resource));
        mine = breaker.isProbeDue();
        if (!mine)
            return;
        breaker.probeBegun();
        save(resource, breaker.record());
    });
    return mine;
}

bool OutageTable::probeAnswered(const QString& resource, bool up, const QString& error)
{
    bool halfOpen = false;
    m_database.transaction([&] {
        CircuitBreaker breaker = breakerOf(locked(resource));
        halfOpen = breaker.probeAnswered(up, error);
        save(resource, breaker.record());
    });
    return halfOpen;
}

bool OutageTable::claimTrial(const QString& resource)
{
    return m_database.run(QStringLiteral("UPDATE outage SET trial_job = -1 WHERE resource = ? AND state = 'half_open' "
                                         "AND trial_job NOT IN (SELECT id FROM job WHERE state = 'running')"),
                          {resource}) == 1;
}

void OutageTable::setTrial(const QString& resource, qint64 jobId)
{
    m_database.run(QStringLiteral("UPDATE outage SET trial_job = ? WHERE resource = ?"), {jobId, resource});
}

void OutageTable::openByHand(const QString& resource, const QString& reason)
{
    m_database.transaction([&] {
        CircuitBreaker breaker = breakerOf(locked(resource));
        breaker.openByHand();
        save(resource, breaker.record());
        m_database.run(QStringLiteral("UPDATE outage SET reason = ? WHERE resource = ?"), {reason, resource});
    });
}

void OutageTable::closeByHand(const QString& resource, const QString& reason)
{
    m_database.transaction([&] {
        CircuitBreaker breaker = breakerOf(locked(resource));
        breaker.close();
        save(resource, breaker.record());
        m_database.run(QStringLiteral("UPDATE outage SET reason = ? WHERE resource = ?"), {reason, resource});
    });
}

void OutageTable::restore(const Outage& outage)
{
    m_database.transaction([&] {
        locked(outage.resource);
        save(outage.resource, outage.breaker);
        m_database.run(QStringLiteral("UPDATE outage SET reason = ? WHERE resource = ?"),
                       {outage.reason, outage.resource});
    });
}

QList<OutageEvidence> OutageTable::evidence(const QString& where, const QVariantList& values) const
{
    QList<OutageEvidence> all;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT id, resource, subject, package_id, job_id, attempt_id, at, failures_json, "
                       "failure_ids_json, state FROM outage_evidence WHERE %1 ORDER BY id")
            .arg(where),
        values);
    while (query.next()) {
        OutageEvidence one{query.value(0).toLongLong(), query.value(1).toString(),   query.value(2).toString(),
                           query.value(3).toLongLong(), query.value(4).toLongLong(), query.value(5).toLongLong(),
                           query.value(6).toLongLong(), failuresOf(query.value(7)),  {},
                           query.value(9).toString()};
        for (const QJsonValue& id : jsonArrayOf(query.value(8)))
            one.failureIds.append(id.toInteger());
        all.append(one);
    }
    return all;
}

QList<OutageEvidence> OutageTable::provisional(const QString& resource) const
{
    if (resource.isEmpty())
        return evidence(QStringLiteral("state = 'provisional'"), {});
    return evidence(QStringLiteral("state = 'provisional' AND resource = ?"), {resource});
}

QList<OutageEvidence> OutageTable::recentFailures(const QString& resource) const
{
    return evidence(QStringLiteral("state = 'failure' AND resource = ? AND at > ?"),
                    {resource, now() - failure::breaker::windowMs});
}

void OutageTable::decide(qint64 evidenceId, const QString& state, const QList<qint64>& failureIds)
{
    QJsonArray ids;
    for (const qint64 id : failureIds)
        ids.append(id);
    m_database.run(QStringLiteral("UPDATE outage_evidence SET state = ?, failure_ids_json = ? WHERE id = ?"),
                   {state, QString::fromUtf8(compactJson(ids)), evidenceId});
    m_database.touch("outage");
}

void OutageTable::forget(qint64 packageId)
{
    m_database.run(
        QStringLiteral("UPDATE outage_evidence SET state = 'void' WHERE package_id = ? AND state = 'provisional'"),
        {packageId});
}

qint64 OutageTable::countEvidence(const QString& resource, qint64 sinceMs) const
{
    return m_database
        .value(QStringLiteral("SELECT count(*) FROM outage_evidence WHERE resource = ? AND state = 'outage' AND "
                              "at > ?"),
               {resource, sinceMs - failure::breaker::windowMs})
        .toLongLong();
}

qint64 OutageTable::nextDue() const
{
    const qint64 probe = m_database
                             .value(QStringLiteral("SELECT min(probed_at) FROM outage WHERE state = 'open' AND "
                                                   "by_hand = 0"))
                             .toLongLong();
    const qint64 window =
        m_database.value(QStringLiteral("SELECT min(at) FROM outage_evidence WHERE state = 'provisional'"))
            .toLongLong();
    const qint64 first = probe > 0 ? probe + failure::breaker::probeEveryMs : 0;
    const qint64 second = window > 0 ? window + failure::breaker::windowMs : 0;
    return first == 0 || second == 0 ? std::max(first, second) : std::min(first, second);
}

} // namespace millrace::store
