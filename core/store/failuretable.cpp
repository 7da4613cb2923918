// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/failuretable.h"

#include "core/base/json.h"
#include "core/failure/signature.h"
#include "core/store/batches.h"
#include "core/store/effecttable.h"
#include "core/store/ruletable.h"
#include "core/store/signaturetable.h"
#include "core/store/spurioustable.h"

namespace millrace::store {

namespace {

const QString columns =
    QStringLiteral("id, package_id, code, signature, version, suite, state, auto_retries, next_retry_at");

Failure failureOf(const QSqlQuery& query)
{
    return {query.value(0).toLongLong(), query.value(1).toLongLong(), query.value(2).toString(),
            query.value(3).toString(),   query.value(4).toString(),   query.value(5).toString(),
            query.value(6).toString(),   query.value(7).toInt(),      query.value(8).toLongLong()};
}

} // namespace

QList<qint64> FailureTable::recordAttempt(qint64 packageId, const QString& package, qint64 attemptId,
                                          const QList<NewFailure>& failures)
{
    QList<qint64> ids;
    m_database.transaction([&] {
        ids.clear();
        const QSet<QString> retried = takePending(packageId);
        QSet<QString> met;
        for (const NewFailure& failure : failures) {
            const Recorded recorded = recordOne(packageId, package, attemptId, failure, retried);
            ids.append(recorded.id);
            met.insert(recorded.signature);
        }
        for (const Failure& other : open(packageId)) {
            if (!ids.contains(other.id))
                m_database.run(QStringLiteral("UPDATE failure SET state = 'resolved', resolved_by = 'superseded', "
                                              "resolved_at = ?, next_retry_at = 0, retry_pending = 0 WHERE id = ?"),
                               {now(), other.id});
        }
        EffectTable effects(m_database, clock());
        for (const QString& signature : retried)
            effects.countRetry(signature, !met.contains(signature));
        m_database.touch("failure");
    });
    return ids;
}

QSet<QString> FailureTable::takePending(qint64 packageId)
{
    QSet<QString> signatures;
    {
        QSqlQuery query = m_database.select(
            QStringLiteral("SELECT DISTINCT signature FROM failure WHERE package_id = ? AND retry_pending = 1"),
            {packageId});
        while (query.next())
            signatures.insert(query.value(0).toString());
    }
    if (!signatures.isEmpty())
        m_database.run(
            QStringLiteral("UPDATE failure SET retry_pending = 0 WHERE package_id = ? AND retry_pending = 1"),
            {packageId});
    return signatures;
}

FailureTable::Recorded FailureTable::recordOne(qint64 packageId, const QString& package, qint64 attemptId,
                                               const NewFailure& failure, const QSet<QString>& retried)
{
    const Error& error = failure.error;
    const failure::Signature computed = failure::computeSignature(error, package, failure.version);
    const QString signature =
        SignatureTable(m_database, clock())
            .assign(computed, error, {package, failure.version, error.message(), error.trace(), error.evidence()});

    // The same trouble before, since the last success or manual retry: its counters go on.
    qint64 id = 0;
    int autoRetries = 0;
    {
        QSqlQuery query = m_database.select(
            QStringLiteral(
                "SELECT id, auto_retries FROM failure WHERE package_id = ? AND signature = ? AND version = ? "
                "AND suite = ? AND (state <> 'resolved' OR resolved_by = 'superseded') ORDER BY id DESC LIMIT 1"),
            {packageId, signature, failure.version, failure.suite});
        if (query.next()) {
            id = query.value(0).toLongLong();
            autoRetries = query.value(1).toInt();
        }
    }
    const int episode =
        m_database
            .value(QStringLiteral("SELECT coalesce(sum(auto_retries), 0) FROM failure WHERE package_id = ? "
                                  "AND (state <> 'resolved' OR resolved_by = 'superseded')"),
                   {packageId})
            .toInt();
    EffectTable(m_database, clock()).countFailure(signature, id == 0 && !retried.contains(signature));
    const failure::ErrorRule rule = SpuriousTable(m_database, clock()).ruleForNew(error.code(), signature);
    const quint32 seed = signature.left(8).toUInt(nullptr, 16) + static_cast<quint32>(packageId * 2654435761ULL) +
                         static_cast<quint32>(autoRetries);
    const failure::RetryDecision decision = failure::decideRetry(rule, autoRetries, episode, now(), seed);
    const int pending =
        rule.policy == failure::Policy::Retry && decision.state == failure::FailureState::RetryWait ? 1 : 0;
    const QString advice = error.advice().isEmpty() ? rule.advice : error.advice();
    const QVariant attempt = attemptId > 0 ? QVariant(attemptId) : QVariant();
    if (id > 0) {
        m_database.run(QStringLiteral("UPDATE failure SET attempt_id = ?, message = ?, advice = ?, "
                                      "last_at = ?, count = count + 1, auto_retries = ?, "
                                      "next_retry_at = ?, state = ?, computed = ?, retry_pending = ?, "
                                      "resolved_by = '', resolved_at = 0 WHERE id = ?"),
                       {attempt, error.message(), advice, now(), decision.autoRetries, decision.retryAtMs,
                        failure::failureStateName(decision.state), computed.id, pending, id});
        writeEvidence(id, error);
        return {id, signature};
    }
    id = m_database.insert(
        QStringLiteral(
            "INSERT INTO failure(package_id, attempt_id, class, code, phase, signature, message, advice, "
            "version, suite, first_at, last_at, auto_retries, next_retry_at, state, computed, retry_pending) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        {packageId, attempt, error.errorClass(), error.code(),
         error.stage() ? stageName(*error.stage()) : QStringLiteral(""), signature, error.message(), advice,
         failure.version, failure.suite, now(), now(), decision.autoRetries, decision.retryAtMs,
         failure::failureStateName(decision.state), computed.id, pending});
    writeEvidence(id, error);
    return {id, signature};
}

void FailureTable::writeEvidence(qint64 failureId, const Error& error)
{
    m_database.run(QStringLiteral("INSERT INTO failure_evidence(failure_id, trace_json, evidence_json) VALUES (?, ?, "
                                  "?) ON CONFLICT (failure_id) DO UPDATE SET trace_json = excluded.trace_json, "
                                  "evidence_json = excluded.evidence_json"),
                   {failureId, QString::fromUtf8(compactJson(toJson(error.trace()))),
                    QString::fromUtf8(compactJson(error.evidence()))});
}

void FailureTable::resolveAll(qint64 packageId, const QString& resolvedBy, const QString& resolution)
{
    resolveAll(QList<qint64>{packageId}, resolvedBy, resolution);
}

void FailureTable::resolveAll(const QList<qint64>& packageIds, const QString& resolvedBy, const QString& resolution)
{
    if (resolvedBy == QLatin1String("auto")) {
        EffectTable effects(m_database, clock());
        for (const qint64 packageId : packageIds) {
            for (const QString& signature : takePending(packageId))
                effects.countRetry(signature, true);
        }
    }
    const bool begins = resolvedBy == QLatin1String("manual") || resolvedBy == QLatin1String("spurious");
    // Superseded ones too: a success ends the episode, so that no old counter is found again.
    const QString sql =
        QStringLiteral("UPDATE failure SET retry_pending = CASE WHEN state <> 'resolved' THEN ? ELSE retry_pending "
                       "END, state = 'resolved', resolved_by = ?, resolution = ?, resolved_at = ?, auto_retries = 0, "
                       "next_retry_at = 0 WHERE package_id IN (%1) AND (state <> 'resolved' OR resolved_by = "
                       "'superseded')")
            .arg(batchPlaceholders(packageIds.size()));
    forEachBatch(packageIds, [&](const QVariantList& batch) {
        m_database.run(sql, QVariantList{begins ? 1 : 0, resolvedBy, resolution, now()} + batch);
    });
    m_database.touch("failure");
}

bool FailureTable::retryForNewUpload(qint64 packageId)
{
    const QList<Failure> failures = open(packageId);
    const RuleTable rules(m_database, clock());
    for (const Failure& failure : failures) {
        if (!rules.effective(failure.code, failure.signature).retryOnNewUpload)
            return false;
    }
    for (const Failure& failure : failures)
        m_database.run(QStringLiteral("UPDATE failure SET state = 'resolved', resolved_by = 'superseded', "
                                      "resolved_at = ?, next_retry_at = 0, retry_pending = 1 WHERE id = ?"),
                       {now(), failure.id});
    m_database.touch("failure");
    return !failures.isEmpty();
}

void FailureTable::resolve(qint64 failureId, const QString& resolvedBy)
{
    m_database.run(QStringLiteral("UPDATE failure SET state = 'resolved', resolved_by = ?, resolved_at = ?, "
                                  "auto_retries = 0, next_retry_at = 0, retry_pending = 0 WHERE id = ?"),
                   {resolvedBy, now(), failureId});
    m_database.touch("failure");
}

void FailureTable::restore(const QList<qint64>& failureIds, const QString& state, int autoRetries, qint64 nextRetryAt)
{
    const QString sql =
        QStringLiteral("UPDATE failure SET state = ?, auto_retries = ?, next_retry_at = ?, resolved_by = '', "
                       "resolution = '', resolved_at = 0, retry_pending = ? WHERE id IN (%1)")
            .arg(batchPlaceholders(failureIds.size()));
    const QVariantList values{state, autoRetries, nextRetryAt, state == QLatin1String("retry_wait") ? 1 : 0};
    forEachBatch(failureIds, [&](const QVariantList& batch) { m_database.run(sql, values + batch); });
    m_database.touch("failure");
}

QList<Failure> FailureTable::open(qint64 packageId) const
{
    QList<Failure> failures;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT %1 FROM failure WHERE package_id = ? AND state <> 'resolved' ORDER BY id").arg(columns),
        {packageId});
    while (query.next())
        failures.append(failureOf(query));
    return failures;
}

QHash<qint64, QList<RetryState>> FailureTable::retryStates(const QList<qint64>& packageIds) const
{
    QHash<qint64, QList<RetryState>> states;
    const QString sql = QStringLiteral("SELECT package_id, id, state, auto_retries, next_retry_at FROM failure WHERE "
                                       "package_id IN (%1) AND state <> 'resolved' ORDER BY id");
    forEachIdList(packageIds, [&](const QString& list) {
        QSqlQuery query = m_database.select(sql.arg(list));
        while (query.next())
            states[query.value(0).toLongLong()].append({query.value(1).toLongLong(), query.value(2).toString(),
                                                        query.value(3).toInt(), query.value(4).toLongLong()});
    });
    return states;
}

int FailureTable::countOpen(const QList<qint64>& packageIds) const
{
    qint64 count = 0;
    forEachIdList(packageIds, [&](const QString& ids) {
        count += m_database
                     .value(QStringLiteral("SELECT count(*) FROM failure WHERE package_id IN (%1) AND state <> "
                                           "'resolved'")
                                .arg(ids))
                     .toLongLong();
    });
    return static_cast<int>(count);
}

std::optional<Failure> FailureTable::byId(qint64 id) const
{
    QSqlQuery query = m_database.select(QStringLiteral("SELECT %1 FROM failure WHERE id = ?").arg(columns), {id});
    return query.next() ? std::optional(failureOf(query)) : std::nullopt;
}

QStringList FailureTable::packagesOf(const QString& signature) const
{
    QStringList names;
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT DISTINCT k.name FROM failure f JOIN package k ON k.id = f.package_id "
                                         "WHERE f.signature = ? AND f.state <> 'resolved' ORDER BY k.name"),
                          {SignatureTable(m_database, clock()).mergedTo(signature)});
    while (query.next())
        names.append(query.value(0).toString());
    return names;
}

QList<qint64> FailureTable::dueRetries() const
{
    QList<qint64> ids;
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT f.package_id FROM failure f JOIN package k ON k.id = f.package_id "
                                         "WHERE f.state <> 'resolved' AND k.state = 'retry_wait' GROUP BY f.package_id "
                                         "HAVING max(f.next_retry_at) <= ? AND "
                                         "max(CASE WHEN f.state = 'retry_wait' THEN 0 ELSE 1 END) = 0"),
                          {now()});
    while (query.next())
        ids.append(query.value(0).toLongLong());
    return ids;
}

qint64 FailureTable::nextRetryAt() const
{
    return m_database
        .value(QStringLiteral("SELECT min(f.next_retry_at) FROM failure f JOIN package k ON k.id = f.package_id "
                              "WHERE f.state = 'retry_wait' AND k.state = 'retry_wait' AND f.next_retry_at > ?"),
               {now()})
        .toLongLong();
}

} // namespace millrace::store
