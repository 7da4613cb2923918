// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/findingtable.h"

#include "core/base/json.h"
#include "core/queue/job.h"

#include <QSet>

namespace millrace::store {

namespace {

QString jsonText(const QJsonObject& object)
{
    return QString::fromUtf8(compactJson(object));
}

/// Longer than between two looks of an idle slot.
constexpr qint64 courtesyMs = 90 * 1000;

const QString hasImports = QStringLiteral("k.id IN (SELECT package_id FROM import WHERE state = 'published')");

} // namespace

void FindingTable::record(qint64 packageId, const QList<Finding>& findings, const QList<LookedAt>& looked,
                          const QList<qint64>& extracted)
{
    m_database.transaction([&] {
        QSet<qint64> seen;
        for (const Finding& finding : findings) {
            m_database.run(
                QStringLiteral(
                    "INSERT INTO finding(package_id, check_name, code, subject, severity, version, message, advice, "
                    "expected_json, actual_json, first_at, last_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
                    "ON CONFLICT(package_id, check_name, code, subject) DO UPDATE SET severity = excluded.severity, "
                    "version = excluded.version, message = excluded.message, advice = excluded.advice, "
                    "expected_json = excluded.expected_json, "
                    // What somebody acknowledged was this fault, not whatever else may come to the same place.
                    "state = CASE WHEN finding.state = 'acknowledged' AND finding.actual_json = excluded.actual_json "
                    "THEN 'acknowledged' ELSE 'open' END, actual_json = excluded.actual_json, "
                    "first_at = CASE WHEN finding.state = 'gone' THEN excluded.first_at ELSE finding.first_at END, "
                    "last_at = excluded.last_at, gone_at = 0, count = finding.count + 1"),
                {packageId, finding.check, finding.code, finding.subject, finding.severity, finding.version,
                 finding.message, finding.advice, jsonText(finding.expected), jsonText(finding.actual), now(), now()});
            seen.insert(m_database
                            .value(QStringLiteral("SELECT id FROM finding WHERE package_id = ? AND check_name = ? AND "
                                                  "code = ? AND subject = ?"),
                                   {packageId, finding.check, finding.code, finding.subject})
                            .toLongLong());
        }
        for (const Finding& before : ofPackage(packageId)) {
            const bool wasLookedAt = std::any_of(looked.cbegin(), looked.cend(), [&](const LookedAt& one) {
                return one.check == before.check && (one.everything || one.subjects.contains(before.subject));
            });
            if (wasLookedAt && !seen.contains(before.id))
                m_database.run(QStringLiteral("UPDATE finding SET state = 'gone', gone_at = ? WHERE id = ?"),
                               {now(), before.id});
        }
        for (const qint64 import : extracted)
            m_database.run(QStringLiteral("UPDATE import SET verified_at = ? WHERE id = ?"), {now(), import});
        m_database.run(QStringLiteral("UPDATE package SET verified_at = ? WHERE id = ?"), {now(), packageId});
        m_database.touch("finding");
    });
}

QList<Finding> FindingTable::read(const QString& where, const QVariantList& values) const
{
    QList<Finding> findings;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT id, package_id, check_name, code, subject, severity, version, message, advice, "
                       "expected_json, actual_json, state, first_at, last_at, count FROM finding WHERE ") +
            where,
        values);
    while (query.next())
        findings.append({query.value(0).toLongLong(), query.value(1).toLongLong(), query.value(2).toString(),
                         query.value(3).toString(), query.value(4).toString(), query.value(5).toString(),
                         query.value(6).toString(), query.value(7).toString(), query.value(8).toString(),
                         jsonObjectOf(query.value(9)), jsonObjectOf(query.value(10)), query.value(11).toString(),
                         query.value(12).toLongLong(), query.value(13).toLongLong(), query.value(14).toInt()});
    return findings;
}

QList<Finding> FindingTable::ofPackage(qint64 packageId) const
{
    return read(QStringLiteral("package_id = ? AND state <> 'gone' ORDER BY CASE severity WHEN 'error' THEN 0 WHEN "
                               "'warning' THEN 1 ELSE 2 END, check_name, subject, id"),
                {packageId});
}

std::optional<Finding> FindingTable::byId(qint64 id) const
{
    const QList<Finding> found = read(QStringLiteral("id = ?"), {id});
    return found.isEmpty() ? std::nullopt : std::optional(found.constFirst());
}

qint64 FindingTable::verifiedAt(qint64 packageId) const
{
    return m_database.value(QStringLiteral("SELECT verified_at FROM package WHERE id = ?"), {packageId}).toLongLong();
}

void FindingTable::setState(qint64 id, const QString& state)
{
    m_database.run(QStringLiteral("UPDATE finding SET state = ? WHERE id = ?"), {state, id});
    m_database.touch("finding");
}

void FindingTable::begin(qint64 packageId)
{
    m_database.run(QStringLiteral("UPDATE package SET verify_begun = ? WHERE id = ?"), {now(), packageId});
}

bool FindingTable::isPaceDue(qint64 everyMs, qint64 againMs, const QString& host) const
{
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT count(*), coalesce(min(k.verified_at), 0), coalesce(max(CASE WHEN k.verify_begun > "
                       "k.verified_at AND k.verify_begun > ? THEN k.verify_begun ELSE k.verified_at END), 0) "
                       "FROM package k WHERE %1")
            .arg(hasImports),
        {now() - againMs});
    if (!query.next() || query.value(0).toLongLong() == 0)
        return false;
    const qint64 packages = query.value(0).toLongLong();
    const qint64 overdueAt = query.value(1).toLongLong() + everyMs;
    const qint64 last = query.value(2).toLongLong();
    query.finish();
    const qint64 part = everyMs / packages;
    const qint64 due = std::min(last + part, std::max(last + part / 4, overdueAt));
    if (now() < due)
        return false;
    // Somebody else who verifies, too, has had a turn longer ago.
    const bool others =
        m_database
            .value(QStringLiteral("SELECT 1 FROM host h WHERE h.host <> ? AND h.state = 'running' AND "
                                  "h.verify_every_s > 0 AND h.heartbeat > ? AND h.verify_claimed < (SELECT "
                                  "m.verify_claimed FROM host m WHERE m.host = ?) LIMIT 1"),
                   {host, now() - 3 * queue::heartbeatMs, host})
            .isValid();
    return !others || now() >= due + std::min(part / 2, courtesyMs);
}

std::optional<VerifiablePackage> FindingTable::claimNext(qint64 everyMs, qint64 againMs, const QString& host)
{
    std::optional<VerifiablePackage> package;
    m_database.transaction(
        [&] {
            package.reset();
            const auto first = [&](const QString& condition) {
                const QVariantList cells = m_database.row(
                    QStringLiteral("SELECT k.id, k.name FROM package k WHERE %1 AND k.state <> 'running' AND "
                                   "k.verify_begun <= ?%2 ORDER BY k.verify_begun, k.verified_at, k.id LIMIT 1%3")
                        .arg(hasImports, condition, m_database.skipLocked(QStringLiteral("k"))),
                    {now() - againMs});
                if (!cells.isEmpty())
                    package = VerifiablePackage{cells.at(0).toLongLong(), cells.at(1).toString()};
            };
            first(QStringLiteral(" AND k.verified_at = 0"));
            if (!package && isPaceDue(everyMs, againMs, host))
                first({});
            if (!package)
                return;
            begin(package->id);
            m_database.run(QStringLiteral("UPDATE host SET verify_claimed = ? WHERE host = ?"), {now(), host});
        },
        Isolation::Newest);
    return package;
}

QList<VerifiablePackage> FindingTable::verifiable(const QStringList& names) const
{
    QList<VerifiablePackage> packages;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT k.id, k.name FROM package k WHERE %1 ORDER BY k.name").arg(hasImports));
    while (query.next()) {
        if (names.isEmpty() || names.contains(query.value(1).toString()))
            packages.append({query.value(0).toLongLong(), query.value(1).toString()});
    }
    return packages;
}

QList<qint64> FindingTable::importsToExtract(qint64 packageId) const
{
    QList<qint64> imports;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT i.id FROM import i JOIN upload u ON u.id = i.upload_id WHERE i.package_id = ? AND "
                       "i.state = 'published' ORDER BY NOT EXISTS (SELECT 1 FROM finding f WHERE f.package_id = "
                       "i.package_id AND f.check_name = 'I4' AND f.version = u.version AND f.state <> 'gone'), "
                       "i.verified_at, i.ordinal DESC"),
        {packageId});
    while (query.next())
        imports.append(query.value(0).toLongLong());
    return imports;
}

void FindingTable::setVerifying(const QString& host, const QString& package, qint64 everyS)
{
    m_database.transaction([&] {
        m_database.run(QStringLiteral("UPDATE host SET verifying = ?, verify_every_s = ? WHERE host = ?"),
                       {package, everyS, host});
        m_database.touch("host");
    });
}

} // namespace millrace::store
