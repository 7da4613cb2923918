// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/details.h"

#include "core/base/json.h"
#include "core/store/database.h"

#include <QSet>

namespace millrace::store {

namespace {

QString sql(const char* text)
{
    return QLatin1String(text);
}

} // namespace

std::optional<PackageDetails> Details::package(const QString& name) const
{
    PackageDetails details;
    {
        QSqlQuery query = m_database.select(
            sql("SELECT id, name, state, tracked, note, row_version, hold_until FROM package WHERE name = ?"), {name});
        if (!query.next())
            return std::nullopt;
        details.id = query.value(0).toLongLong();
        details.name = query.value(1).toString();
        details.state = query.value(2).toString();
        details.tracked = query.value(3).toBool();
        details.note = query.value(4).toString();
        details.stateVersion = query.value(5).toLongLong();
        details.holdUntil = query.value(6).toLongLong();
    }
    details.publications = publications(details.id);
    details.imports = imports(details.id);
    details.attempts = attempts(sql("j.package_id = ?"), details.id);
    QList<qint64> failureIds;
    {
        QSqlQuery query =
            m_database.select(sql("SELECT id FROM failure WHERE package_id = ? AND resolved_by <> 'superseded' "
                                  "ORDER BY state = 'resolved', id DESC LIMIT 50"),
                              {details.id});
        while (query.next())
            failureIds.append(query.value(0).toLongLong());
    }
    for (const qint64 id : failureIds) {
        if (auto one = failure(id))
            details.failures.append(*one);
    }
    return details;
}

QList<PublicationDetails> Details::publications(qint64 packageId) const
{
    QList<PublicationDetails> result;
    QSqlQuery query = m_database.select(
        sql("SELECT p.id, a.name, s.name, s.branch, s.rank, u.version, u.dsc_sha256, u.format, p.first_seen, "
            "p.removed_at, "
            "p.import_id, p.commit_oid, coalesce((SELECT f.id FROM failure f WHERE f.package_id = p.package_id AND "
            "f.version = u.version AND f.state <> 'resolved' LIMIT 1), 0), "
            "coalesce((SELECT f.version FROM failure f WHERE f.package_id = p.package_id AND f.state <> 'resolved' "
            "AND p.import_id IS NULL AND f.version <> u.version AND EXISTS (SELECT 1 FROM publication p2 JOIN upload "
            "u2 "
            "ON u2.id = p2.upload_id WHERE p2.suite_id = p.suite_id AND p2.package_id = p.package_id AND "
            "u2.version = f.version AND u2.version_key < u.version_key) LIMIT 1), ''), p.skipped, p.skip_reason "
            "FROM publication p JOIN upload u ON u.id = p.upload_id JOIN suite s ON s.id = p.suite_id "
            "JOIN archive a ON a.id = s.archive_id WHERE p.package_id = ? ORDER BY u.version_key DESC, s.rank, s.name"),
        {packageId});
    while (query.next()) {
        PublicationDetails one;
        one.id = query.value(0).toLongLong();
        one.archive = query.value(1).toString();
        one.suite = query.value(2).toString();
        one.branch = query.value(3).toString();
        one.suiteRank = query.value(4).toInt();
        one.version = query.value(5).toString();
        one.dscSha256 = query.value(6).toString();
        one.format = query.value(7).toString();
        one.firstSeen = query.value(8).toLongLong();
        one.removedAt = query.value(9).toLongLong();
        one.importId = query.value(10).toLongLong();
        one.commit = query.value(11).toString();
        one.failureId = query.value(12).toLongLong();
        one.waitingFor = query.value(13).toString();
        one.skipped = query.value(14).toBool();
        one.skipReason = query.value(15).toString();
        result.append(one);
    }
    return result;
}

QList<ImportDetails> Details::imports(qint64 packageId) const
{
    QList<ImportDetails> result;
    QHash<qint64, qsizetype> indexOf;
    {
        QSqlQuery query = m_database.select(
            sql("SELECT i.id, u.version, u.dsc_sha256, u.format, i.engine, i.kind, i.commit_oid, i.tree, i.tag, "
                "i.parents_json, coalesce(t.tag, ''), i.empty_dirs_json, i.flags_json, i.milliseconds, i.created "
                "FROM import i JOIN upload u ON u.id = i.upload_id "
                "LEFT JOIN upstream t ON t.package_id = i.package_id AND t.id = i.upstream_id "
                "WHERE i.package_id = ? AND i.state = 'published' ORDER BY i.ordinal"),
            {packageId});
        while (query.next()) {
            ImportDetails one;
            one.id = query.value(0).toLongLong();
            one.version = query.value(1).toString();
            one.dscSha256 = query.value(2).toString();
            one.format = query.value(3).toString();
            one.engine = query.value(4).toInt();
            one.kind = query.value(5).toString();
            one.commit = query.value(6).toString();
            one.tree = query.value(7).toString();
            one.tag = query.value(8).toString();
            one.parents = toStringList(jsonArrayOf(query.value(9)));
            one.upstreamTag = query.value(10).toString();
            one.emptyDirectories = toStringList(jsonArrayOf(query.value(11)));
            one.flags = toStringList(jsonArrayOf(query.value(12)));
            one.seconds = static_cast<double>(query.value(13).toLongLong()) / 1000.0;
            one.importedAt = query.value(14).toLongLong();
            indexOf.insert(one.id, result.size());
            result.append(one);
        }
    }
    QSqlQuery query =
        m_database.select(sql("SELECT p.import_id, s.name, s.branch FROM publication p "
                              "JOIN suite s ON s.id = p.suite_id WHERE p.package_id = ? AND p.import_id > 0 "
                              "ORDER BY s.rank, s.name"),
                          {packageId});
    while (query.next()) {
        const auto it = indexOf.constFind(query.value(0).toLongLong());
        if (it == indexOf.constEnd())
            continue;
        result[it.value()].suites.append(query.value(1).toString());
        result[it.value()].branches.append(query.value(2).toString());
    }
    return result;
}

QList<AttemptDetails> Details::attempts(const QString& where, qint64 id) const
{
    QList<AttemptDetails> result;
    // The other versions of an attempt go on after one has failed, and end in a later stage.
    QSqlQuery query = m_database.select(sql("SELECT t.id, t.job_id, t.worker, t.started, t.ended, t.outcome, "
                                            "coalesce((SELECT f.phase FROM failure f WHERE f.package_id = j.package_id "
                                            "AND f.attempt_id = t.id AND f.phase <> '' ORDER BY f.id LIMIT 1), "
                                            "t.stage), t.log_path, t.cpu_ms, t.peak_rss_kib, "
                                            "t.bytes FROM attempt t JOIN job j ON j.id = t.job_id WHERE ") +
                                            where + sql(" ORDER BY t.id DESC LIMIT 100"),
                                        {id});
    while (query.next()) {
        result.append({query.value(0).toLongLong(), query.value(1).toLongLong(), query.value(2).toString(),
                       query.value(3).toLongLong(), query.value(4).toLongLong(), query.value(5).toString(),
                       query.value(6).toString(), query.value(7).toString(), query.value(8).toLongLong(),
                       query.value(9).toLongLong(), query.value(10).toLongLong()});
    }
    return result;
}

std::optional<FailureDetails> Details::failure(qint64 id) const
{
    FailureDetails details;
    qint64 packageId = 0;
    QString computed;
    {
        QSqlQuery query = m_database.select(
            sql("SELECT f.id, k.name, f.version, f.suite, f.code, f.phase, f.message, f.advice, f.signature, s.title, "
                "c.lines_json, f.state, f.auto_retries, f.count, f.first_at, f.last_at, f.next_retry_at, "
                "f.resolved_by, e.trace_json, e.evidence_json, f.package_id, f.computed FROM failure f "
                "JOIN failure_evidence e ON e.failure_id = f.id JOIN package k ON k.id = f.package_id JOIN signature s "
                "ON s.sig = f.signature "
                "JOIN signature c ON c.sig = f.computed WHERE f.id = ?"),
            {id});
        if (!query.next())
            return std::nullopt;
        details.id = query.value(0).toLongLong();
        details.package = query.value(1).toString();
        details.version = query.value(2).toString();
        details.suite = query.value(3).toString();
        details.code = query.value(4).toString();
        details.phase = query.value(5).toString();
        details.message = query.value(6).toString();
        details.advice = query.value(7).toString();
        details.signature = query.value(8).toString();
        details.signatureTitle = query.value(9).toString();
        details.whyGrouped = toStringList(jsonArrayOf(query.value(10)));
        details.state = query.value(11).toString();
        details.autoRetries = query.value(12).toInt();
        details.count = query.value(13).toInt();
        details.firstAt = query.value(14).toLongLong();
        details.lastAt = query.value(15).toLongLong();
        details.nextRetryAt = query.value(16).toLongLong();
        details.resolvedBy = query.value(17).toString();
        details.trace = tracebackFromJson(jsonArrayOf(query.value(18)));
        details.evidence = jsonObjectOf(query.value(19));
        packageId = query.value(20).toLongLong();
        computed = query.value(21).toString();
    }
    details.why = whyGrouped(computed, details.signature);
    details.attempts = attempts(sql("j.package_id = ?"), packageId);
    return details;
}

std::optional<JobDetails> Details::job(qint64 id) const
{
    JobDetails details;
    {
        QSqlQuery query =
            m_database.select(sql("SELECT j.id, k.name, j.type, j.state, j.priority, j.reason, j.created, "
                                  "j.due_at FROM job j JOIN package k ON k.id = j.package_id WHERE j.id = ?"),
                              {id});
        if (!query.next())
            return std::nullopt;
        details = {query.value(0).toLongLong(), query.value(1).toString(),   query.value(2).toString(),
                   query.value(3).toString(),   query.value(4).toInt(),      query.value(5).toString(),
                   query.value(6).toLongLong(), query.value(7).toLongLong(), {}};
    }
    details.attempts = attempts(sql("t.job_id = ?"), id);
    return details;
}

QStringList Details::packageNames(const QString& prefix, int limit) const
{
    QStringList names;
    // A range over the unique index: LIKE would read all names.
    QSqlQuery query =
        m_database.select(sql("SELECT name FROM package WHERE name >= ? AND name < ? ORDER BY name LIMIT ?"),
                          {prefix, prefix + QChar(0x7f), limit});
    while (query.next())
        names.append(query.value(0).toString());
    return names;
}

} // namespace millrace::store
