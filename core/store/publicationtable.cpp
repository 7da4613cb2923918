// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/publicationtable.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/step.h"
#include "core/deb/version.h"
#include "core/store/uploadwriter.h"

#include <QMap>

namespace millrace::store {

QList<deb::SourceFile> filesOf(const QVariant& json)
{
    QList<deb::SourceFile> files;
    for (const QJsonValue& value : jsonArrayOf(json)) {
        const QJsonObject object = value.toObject();
        files.append({object[QLatin1String("name")].toString(), object[QLatin1String("size")].toInteger(),
                      object[QLatin1String("md5")].toString().toLatin1(),
                      object[QLatin1String("sha1")].toString().toLatin1(),
                      object[QLatin1String("sha256")].toString().toLatin1()});
    }
    return files;
}

void PublicationTable::giveBack(qint64 publicationId, QSet<qint64>& waitingAgain)
{
    m_database.run(QStringLiteral("UPDATE publication SET removed_at = 0 WHERE id = ?"), {publicationId});
    const QVariant package =
        m_database.value(QStringLiteral("SELECT k.id FROM publication p JOIN package k ON k.id = p.package_id "
                                        "WHERE p.id = ? AND p.import_id IS NULL AND k.tracked = 1"),
                         {publicationId});
    if (package.isValid())
        waitingAgain.insert(package.toLongLong());
}

RecordResult PublicationTable::record(const Suite& suite, const QList<IndexEntry>& entries, qint64 seenAtMs)
{
    const Step step("record the suite's publications",
                    {{QStringLiteral("suite"), suite.name}, {QStringLiteral("records"), entries.size()}});
    RecordResult result;
    m_database.transaction([&] {
        result = {};
        QHash<QString, qint64> gone; // dsc → publication that the index no longer names
        QSet<QString> removedBefore;
        {
            QSqlQuery query = m_database.select(
                QStringLiteral(
                    "SELECT u.dsc_sha256, p.id, p.removed_at FROM publication p JOIN upload u ON u.id = p.upload_id "
                    "WHERE p.suite_id = ?"),
                {suite.id});
            while (query.next()) {
                gone.insert(query.value(0).toString(), query.value(1).toLongLong());
                if (query.value(2).toLongLong() > 0)
                    removedBefore.insert(query.value(0).toString());
            }
        }
        QSet<qint64> newForTracked;
        QStringList fresh;
        const QHash<QString, qint64> trackedPackages = tracked();
        for (const IndexEntry& entry : entries) {
            if (const auto it = gone.constFind(entry.identity); it != gone.constEnd()) {
                if (removedBefore.contains(entry.identity))
                    giveBack(it.value(), newForTracked);
                gone.erase(it);
                continue;
            }
            fresh.append(entry.identity);
            if (const auto package = trackedPackages.constFind(entry.package); package != trackedPackages.cend())
                newForTracked.insert(package.value());
        }
        for (qsizetype i = 0; i < fresh.size(); i += UploadWriter::batchSize)
            result.added += publish(suite.id, fresh.mid(i, UploadWriter::batchSize), seenAtMs);
        inheritSkips(suite.id);
        QList<qint64> removed;
        for (auto it = gone.cbegin(); it != gone.cend(); ++it) {
            if (removedBefore.contains(it.key()))
                continue;
            m_database.run(QStringLiteral("UPDATE publication SET removed_at = ? WHERE id = ?"),
                           {seenAtMs, it.value()});
            removed.append(it.value());
        }
        result.removed = static_cast<int>(removed.size());
        result.takenBack = takenBack(suite.id, removed);
        m_database.run(QStringLiteral("UPDATE suite SET codename = ?, branch = ?, rank = ?, release_ms = ?, "
                                      "valid_until_ms = ?, stale = ?, etag = ?, index_digest = ?, polled_at = ?, "
                                      "read_at = ?, last_error = '', poll_begun = 0, poller = '', poll_until = 0 "
                                      "WHERE id = ?"),
                       {suite.codename, suite.branch, suite.rank, suite.releaseMs, suite.validUntilMs, suite.stale,
                        suite.etag, suite.indexDigest, suite.polledAt, suite.polledAt, suite.id});
        result.packages = QList<qint64>(newForTracked.cbegin(), newForTracked.cend());
        m_database.touch("archive");
        if (result.added + result.removed > 0)
            m_database.touch("package");
    });
    return result;
}

QList<TakenBack> PublicationTable::takenBack(qint64 suiteId, const QList<qint64>& removed) const
{
    QMap<QString, std::pair<QByteArray, TakenBack>> newest; // package → key of the version
    for (const qint64 id : removed) {
        QSqlQuery query = m_database.select(
            QStringLiteral("SELECT k.name, u.version, u.version_key, coalesce((SELECT n.version FROM publication o "
                           "JOIN upload n ON n.id = o.upload_id WHERE o.suite_id = ? AND o.package_id = k.id AND "
                           "o.removed_at = 0 ORDER BY n.version_key DESC LIMIT 1), '') FROM publication p "
                           "JOIN upload u ON u.id = p.upload_id JOIN package k ON k.id = p.package_id "
                           "WHERE p.id = ? AND k.tracked = 1"),
            {suiteId, id});
        if (!query.next())
            continue;
        const TakenBack one{query.value(0).toString(), query.value(1).toString(), query.value(3).toString()};
        const QByteArray key = query.value(2).toByteArray();
        if (!one.left.isEmpty() && deb::versionSortKey(one.left.toUtf8()) >= key)
            continue;
        // Where a suite loses all versions at once, its newest one says it for all.
        const auto known = newest.constFind(one.package);
        if (known != newest.constEnd() && known->first >= key)
            continue;
        newest.insert(one.package, {key, one});
    }
    QList<TakenBack> result;
    for (const auto& [key, one] : std::as_const(newest))
        result.append(one);
    return result;
}

QSet<QString> PublicationTable::identities(qint64 suiteId) const
{
    QSet<QString> identities;
    QSqlQuery query = m_database.select(
        QStringLiteral(
            "SELECT u.dsc_sha256 FROM publication p JOIN upload u ON u.id = p.upload_id WHERE p.suite_id = ?"),
        {suiteId});
    while (query.next())
        identities.insert(query.value(0).toString());
    return identities;
}

QHash<QString, qint64> PublicationTable::tracked() const
{
    QHash<QString, qint64> packages;
    QSqlQuery query = m_database.select(QStringLiteral("SELECT name, id FROM package WHERE tracked = 1"));
    while (query.next())
        packages.insert(query.value(0).toString(), query.value(1).toLongLong());
    return packages;
}

void PublicationTable::writeUploads(qint64 archiveId, const QList<IndexEntry>& entries)
{
    // On no snapshot: whoever writes the same upload at the same time is waited for, not collided with.
    m_database.transaction([&] { UploadWriter(m_database).write(archiveId, entries); }, Isolation::Newest);
}

int PublicationTable::publish(qint64 suiteId, const QStringList& identities, qint64 seenAtMs)
{
    QVariantList values{suiteId, seenAtMs};
    for (const QString& identity : identities)
        values.append(identity);
    // An index can name the same upload twice (once per component); the second is no news.
    return m_database.run(
        QStringLiteral("INSERT INTO publication(suite_id, first_seen, package_id, upload_id) SELECT CAST(? AS BIGINT), "
                       "CAST(? AS BIGINT), package_id, id FROM upload WHERE dsc_sha256 IN (%1) ORDER BY id "
                       "ON CONFLICT DO NOTHING")
            .arg(placeholders(identities.size())),
        values);
}

qint64 PublicationTable::recordOne(const Suite& suite, const deb::SourceRecord& record, qint64 seenAtMs)
{
    qint64 id = 0;
    const IndexEntry entry = indexEntry(record);
    m_database.transaction([&] {
        writeUploads(suite.archiveId, {entry});
        publish(suite.id, {entry.identity}, seenAtMs);
        inheritSkips(suite.id);
        id = m_database
                 .value(QStringLiteral("SELECT p.id FROM publication p JOIN upload u ON u.id = p.upload_id "
                                       "WHERE p.suite_id = ? AND u.dsc_sha256 = ?"),
                        {suite.id, entry.identity})
                 .toLongLong();
        m_database.touch("package");
    });
    return id;
}

QList<WaitingPublication> PublicationTable::notImported(qint64 packageId, const QStringList& suites) const
{
    QList<WaitingPublication> result =
        read(packageId, "p.import_id IS NULL AND p.skipped = 0 AND p.removed_at = 0 AND s.state = 'active'");
    if (!suites.isEmpty())
        result.removeIf([&](const WaitingPublication& one) { return !suites.contains(one.suite); });
    return result;
}

QList<WaitingPublication> PublicationTable::read(qint64 packageId, const char* condition) const
{
    QList<WaitingPublication> result;
    QSqlQuery query = m_database.select(
        QStringLiteral(
            "SELECT p.id, u.id, k.name, u.version, u.format, u.dsc_sha256, u.location, u.files_json, s.name, s.branch, "
            // Its files are where it was seen first: archives share uploads, but not always the pool's folders.
            "a.vendor, a.rank, coalesce(f.base_uri, a.base_uri), coalesce(f.mirrors_json, a.mirrors_json) FROM "
            "publication p JOIN upload u ON u.id = p.upload_id "
            "LEFT JOIN archive f ON f.id = u.archive_id "
            "JOIN suite s ON s.id = p.suite_id JOIN archive a ON a.id = s.archive_id JOIN package k ON k.id = "
            "p.package_id "
            "WHERE p.package_id = ? AND %1 "
            "ORDER BY CASE WHEN p.published_at > 0 THEN p.published_at ELSE p.first_seen END, u.version_key, a.rank, "
            "s.rank, s.name, u.dsc_sha256")
            .arg(QLatin1String(condition)),
        {packageId});
    while (query.next()) {
        WaitingPublication publication;
        publication.suite = query.value(8).toString();
        publication.id = query.value(0).toLongLong();
        publication.upload = {query.value(1).toLongLong(), query.value(2).toString(), query.value(3).toString(),
                              query.value(4).toString(),   query.value(5).toString(), query.value(6).toString(),
                              filesOf(query.value(7))};
        publication.branch = query.value(9).toString();
        publication.vendor = query.value(10).toString();
        publication.archiveRank = query.value(11).toInt();
        publication.baseUri = query.value(12).toString();
        publication.mirrors = toStringList(jsonArrayOf(query.value(13)));
        result.append(publication);
    }
    return result;
}

QHash<qint64, Turn> PublicationTable::turns(qint64 packageId) const
{
    QList<SeenPublication> seen;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT p.id, s.id, a.id, a.vendor, a.rank, a.enabled, u.version, u.version_key, "
                       "CASE WHEN p.published_at > 0 THEN p.published_at ELSE p.first_seen END FROM publication p "
                       "JOIN upload u ON u.id = p.upload_id JOIN suite s ON s.id = p.suite_id "
                       "JOIN archive a ON a.id = s.archive_id WHERE p.package_id = ? ORDER BY p.id"),
        {packageId});
    while (query.next())
        seen.append({query.value(0).toLongLong(), query.value(1).toLongLong(), query.value(2).toLongLong(),
                     query.value(3).toString(), query.value(4).toInt(), query.value(5).toBool(),
                     query.value(6).toString(), query.value(7).toByteArray(), query.value(8).toLongLong()});
    const QList<Turn> all = turnsOf(seen);
    QHash<qint64, Turn> result;
    for (qsizetype i = 0; i < seen.size(); ++i)
        result.insert(seen.at(i).id, all.at(i));
    return result;
}

QList<WaitingPublication> PublicationTable::waiting(qint64 packageId, const QStringList& suites) const
{
    const QHash<qint64, Turn> turn = turns(packageId);
    QList<WaitingPublication> result;
    for (const WaitingPublication& publication : notImported(packageId, suites)) {
        if (!turn[publication.id].waiting || turn[publication.id].at <= now())
            result.append(publication);
    }
    sortByTurn(result, turn);
    return result;
}

QList<WaitingPublication> PublicationTable::imported(qint64 packageId) const
{
    QList<WaitingPublication> result = read(packageId, "p.import_id > 0");
    sortByTurn(result, turns(packageId));
    return result;
}

void PublicationTable::sortByTurn(QList<WaitingPublication>& publications, const QHash<qint64, Turn>& turns)
{
    std::stable_sort(
        publications.begin(), publications.end(), [&](const WaitingPublication& a, const WaitingPublication& b) {
            const qint64 first = turns[a.id].at;
            const qint64 second = turns[b.id].at;
            const int versions = deb::compareVersions(a.upload.version.toUtf8(), b.upload.version.toUtf8());
            return first != second ? first < second : versions != 0 ? versions < 0 : a.archiveRank < b.archiveRank;
        });
}

void PublicationTable::forgetImports(const QList<qint64>& publicationIds)
{
    for (const qint64 id : publicationIds)
        m_database.run(QStringLiteral("UPDATE publication SET import_id = NULL, commit_oid = '' WHERE id = ?"), {id});
    m_database.touch("package");
}

qint64 PublicationTable::nextTurn(qint64 packageId) const
{
    const QList<UpstreamWait> waits = waitingForUpstream(packageId);
    return waits.isEmpty() ? 0 : waits.constFirst().until;
}

QList<UpstreamWait> PublicationTable::waitingForUpstream(qint64 packageId, const QStringList& suites) const
{
    const QHash<qint64, Turn> turn = turns(packageId);
    QList<UpstreamWait> result;
    for (const WaitingPublication& publication : notImported(packageId, suites)) {
        const Turn& one = turn[publication.id];
        if (!one.waiting || one.at <= now())
            continue;
        UpstreamWait wait{publication.upload.version, publication.suite, publication.branch, {}, one.at};
        QSqlQuery above = m_database.select(
            QStringLiteral("SELECT name FROM archive WHERE enabled = 1 AND rank < ? ORDER BY rank, name"),
            {publication.archiveRank});
        while (above.next())
            wait.archives.append(above.value(0).toString());
        result.append(wait);
    }
    std::stable_sort(result.begin(), result.end(),
                     [](const UpstreamWait& a, const UpstreamWait& b) { return a.until < b.until; });
    return result;
}

bool PublicationTable::hasWaiting(qint64 packageId) const
{
    return m_database
        .value(
            QStringLiteral("SELECT 1 FROM publication p JOIN suite s ON s.id = p.suite_id WHERE p.package_id = ? AND "
                           "p.import_id IS NULL AND p.skipped = 0 AND p.removed_at = 0 AND s.state = 'active' LIMIT 1"),
            {packageId})
        .isValid();
}

void PublicationTable::setImported(qint64 publicationId, qint64 importId, const QString& commit, qint64 attemptId)
{
    m_database.run(QStringLiteral("UPDATE publication SET import_id = ?, commit_oid = ?, staged_by = ? WHERE id = ?"),
                   {importId, commit, attemptId > 0 ? QVariant(attemptId) : QVariant(), publicationId});
}

} // namespace millrace::store
