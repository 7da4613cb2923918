// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/failuretable.h"

#include "core/base/json.h"
#include "core/failure/signature.h"
#include "core/store/lists.h"

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
        for (const NewFailure& failure : failures)
            ids.append(recordOne(packageId, package, attemptId, failure));
        for (const Failure& other : open(packageId)) {
            if (!ids.contains(other.id))
                m_database.run(QStringLiteral("UPDATE failure SET state = 'resolved', resolved_by = 'superseded', "
                                              "resolved_at = ?, next_retry_at = 0 WHERE id = ?"),
                               {now(), other.id});
        }
        m_database.touch("failure");
    });
    return ids;
}

qint64 FailureTable::recordOne(qint64 packageId, const QString& package, qint64 attemptId, const NewFailure& failure)
{
    const Error& error = failure.error;
    const failure::ErrorRule& rule = failure::ruleFor(error.code());
    const failure::Signature signature = failure::computeSignature(error, package, failure.version);
    m_database.run(QStringLiteral("INSERT INTO signature(sig, id, class, code, title, lines_json, algorithm, policy, "
                                  "added_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"),
                   {signature.id, groupId(signature.id), error.errorClass(), error.code(), signature.title,
                    QString::fromUtf8(compactJson(toJsonArray(signature.lines))), failure::signatureAlgorithm,
                    failure::policyName(rule.policy), now()});

    // The same trouble before, since the last success or manual retry: its counters go on.
    qint64 id = 0;
    int autoRetries = 0;
    {
        QSqlQuery query = m_database.select(
            QStringLiteral(
                "SELECT id, auto_retries FROM failure WHERE package_id = ? AND signature = ? AND version = ? "
                "AND suite = ? AND (state <> 'resolved' OR resolved_by = 'superseded') ORDER BY id DESC LIMIT 1"),
            {packageId, signature.id, failure.version, failure.suite});
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
    const quint32 seed = signature.id.left(8).toUInt(nullptr, 16) + static_cast<quint32>(packageId * 2654435761ULL) +
                         static_cast<quint32>(autoRetries);
    const failure::RetryDecision decision = failure::decideRetry(rule, autoRetries, episode, now(), seed);
    const QString trace = QString::fromUtf8(compactJson(toJson(error.trace())));
    const QString evidence = QString::fromUtf8(compactJson(error.evidence()));
    const QString advice = error.advice().isEmpty() ? rule.advice : error.advice();
    const QVariant attempt = attemptId > 0 ? QVariant(attemptId) : QVariant();
    if (id > 0) {
        m_database.run(QStringLiteral("UPDATE failure SET attempt_id = ?, message = ?, advice = ?, trace_json = ?, "
                                      "evidence_json = ?, last_at = ?, count = count + 1, auto_retries = ?, "
                                      "next_retry_at = ?, state = ?, resolved_by = '', resolved_at = 0 WHERE id = ?"),
                       {attempt, error.message(), advice, trace, evidence, now(), decision.autoRetries,
                        decision.retryAtMs, failure::failureStateName(decision.state), id});
        return id;
    }
    return m_database.insert(
        QStringLiteral(
            "INSERT INTO failure(package_id, attempt_id, class, code, phase, signature, message, advice, "
            "trace_json, evidence_json, version, suite, first_at, last_at, auto_retries, next_retry_at, state) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        {packageId, attempt, error.errorClass(), error.code(),
         error.stage() ? stageName(*error.stage()) : QStringLiteral(""), signature.id, error.message(), advice, trace,
         evidence, failure.version, failure.suite, now(), now(), decision.autoRetries, decision.retryAtMs,
         failure::failureStateName(decision.state)});
}

void FailureTable::resolveAll(qint64 packageId, const QString& resolvedBy, const QString& resolution)
{
    // Superseded ones too: a success ends the episode, so that no old counter is found again.
    m_database.run(QStringLiteral("UPDATE failure SET state = 'resolved', resolved_by = ?, resolution = ?, "
                                  "resolved_at = ?, auto_retries = 0, next_retry_at = 0 WHERE package_id = ? AND "
                                  "(state <> 'resolved' OR resolved_by = 'superseded')"),
                   {resolvedBy, resolution, now(), packageId});
    m_database.touch("failure");
}

void FailureTable::resolve(qint64 failureId, const QString& resolvedBy)
{
    m_database.run(QStringLiteral("UPDATE failure SET state = 'resolved', resolved_by = ?, resolved_at = ?, "
                                  "auto_retries = 0, next_retry_at = 0 WHERE id = ?"),
                   {resolvedBy, now(), failureId});
    m_database.touch("failure");
}

void FailureTable::restore(qint64 failureId, const QString& state, int autoRetries, qint64 nextRetryAt)
{
    m_database.run(
        QStringLiteral("UPDATE failure SET state = ?, auto_retries = ?, next_retry_at = ?, resolved_by = '', "
                       "resolution = '', resolved_at = 0 WHERE id = ?"),
        {state, autoRetries, nextRetryAt, failureId});
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
                          {signature});
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
