// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/recordedhistory.h"

#include "core/base/json.h"
#include "core/store/database.h"

namespace millrace::store {

namespace {

QList<RecordedPublication> readPublications(Database& database, qint64 packageId)
{
    QList<RecordedPublication> result;
    QSqlQuery query = database.select(
        QStringLiteral(
            "SELECT p.id, u.id, k.name, u.version, u.format, u.dsc_sha256, u.location, u.files_json, s.name, s.branch, "
            "a.vendor, a.rank, coalesce(f.base_uri, a.base_uri), coalesce(p.import_id, 0), p.commit_oid, p.skipped, "
            "p.import_id IS NULL AND p.skipped = 0 AND p.removed_at = 0 AND s.state = 'active' AND k.state = 'ok' AND "
            "EXISTS (SELECT 1 FROM job j WHERE j.package_id = p.package_id AND j.state = 'done' AND j.outcome = 'done' "
            "AND j.started >= p.first_seen AND (j.suites_json = '[]' OR replace(j.suites_json, '\"' || s.name || '\"', "
            "'') <> j.suites_json)), coalesce(f.mirrors_json, a.mirrors_json) "
            "FROM publication p JOIN upload u ON u.id = p.upload_id LEFT JOIN archive f ON f.id = u.archive_id "
            "JOIN suite s ON s.id = p.suite_id JOIN archive a ON a.id = s.archive_id "
            "JOIN package k ON k.id = p.package_id WHERE p.package_id = ? "
            "ORDER BY CASE WHEN p.published_at > 0 THEN p.published_at ELSE p.first_seen END, u.version_key, a.rank, "
            "s.rank, s.name, u.dsc_sha256"),
        {packageId});
    while (query.next()) {
        RecordedPublication one;
        one.publication.id = query.value(0).toLongLong();
        one.publication.upload = {query.value(1).toLongLong(), query.value(2).toString(), query.value(3).toString(),
                                  query.value(4).toString(),   query.value(5).toString(), query.value(6).toString(),
                                  filesOf(query.value(7))};
        one.publication.suite = query.value(8).toString();
        one.publication.branch = query.value(9).toString();
        one.publication.vendor = query.value(10).toString();
        one.publication.archiveRank = query.value(11).toInt();
        one.publication.baseUri = query.value(12).toString();
        one.importId = query.value(13).toLongLong();
        one.commit = query.value(14).toString();
        one.skipped = query.value(15).toBool();
        one.overdue = query.value(16).toBool();
        one.publication.mirrors = toStringList(jsonArrayOf(query.value(17)));
        result.append(one);
    }
    return result;
}

} // namespace

RecordedHistory readHistory(Database& database, qint64 packageId)
{
    RecordedHistory history;
    history.publications = readPublications(database, packageId);
    QSqlQuery branches = database.select(
        QStringLiteral("SELECT branch, good_oid FROM branch_state WHERE package_id = ? ORDER BY branch"), {packageId});
    while (branches.next())
        history.branches.append({branches.value(0).toString(), branches.value(1).toString()});
    QSqlQuery attempts = database.select(
        QStringLiteral("SELECT a.id FROM attempt a JOIN job j ON j.id = a.job_id WHERE j.package_id = ? AND "
                       "a.outcome <> 'running' AND a.quarantine <> '' ORDER BY a.id"),
        {packageId});
    while (attempts.next())
        history.endedAttempts.append(attempts.value(0).toLongLong());
    history.lastAttempt = lastAttempt(database, packageId);
    history.running = isRunning(database, packageId);
    return history;
}

qint64 lastAttempt(Database& database, qint64 packageId)
{
    return database
        .value(QStringLiteral("SELECT max(a.id) FROM attempt a JOIN job j ON j.id = a.job_id WHERE j.package_id = ?"),
               {packageId})
        .toLongLong();
}

bool isRunning(Database& database, qint64 packageId)
{
    return database.value(QStringLiteral("SELECT 1 FROM job WHERE package_id = ? AND state = 'running'"), {packageId})
        .isValid();
}

} // namespace millrace::store
