// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/publicationtable.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/step.h"
#include "core/deb/version.h"

#include <QMap>

namespace millrace::store {

namespace {

/// Written by hand: of a suite's 40,000 uploads QJsonDocument took a third of the time of recording them. Names are
/// printable ASCII (deb::isValidFileName), so two characters need escaping; digests are hex.
QString filesJson(const QList<deb::SourceFile>& files)
{
    QString json = QStringLiteral("[");
    for (const deb::SourceFile& file : files) {
        const auto [kind, digest] = !file.sha256.isEmpty() ? std::pair("sha256", file.sha256)
                                    : !file.sha1.isEmpty() ? std::pair("sha1", file.sha1)
                                                           : std::pair("md5", file.md5);
        QString name = file.name;
        name.replace(QLatin1Char('\\'), QLatin1String("\\\\")).replace(QLatin1Char('"'), QLatin1String("\\\""));
        json += (json.size() > 1 ? QLatin1String(",{\"name\":\"") : QLatin1String("{\"name\":\"")) + name +
                QLatin1String("\",\"") + QLatin1String(kind) + QLatin1String("\":\"") + QLatin1String(digest) +
                QLatin1String("\",\"size\":") + QString::number(file.size) + QLatin1Char('}');
    }
    json += QLatin1Char(']');
    return json;
}

/// What tells uploads apart: the .dsc's SHA-256, or for old indexes, which have only weaker digests, the best of those.
QString identityOf(const deb::SourceRecord& record)
{
    if (!record.dscSha256.isEmpty() || record.files.isEmpty())
        return QString::fromLatin1(record.dscSha256);
    const deb::SourceFile& dsc = record.files.constFirst();
    return dsc.sha1.isEmpty() ? QLatin1String("md5:") + QString::fromLatin1(dsc.md5)
                              : QLatin1String("sha1:") + QString::fromLatin1(dsc.sha1);
}

} // namespace

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

qint64 PublicationTable::ensureUpload(qint64 archiveId, const deb::SourceRecord& record, qint64& packageId,
                                      bool& tracked)
{
    const QByteArray key = deb::versionSortKey(record.version.toUtf8());
    const QVariantList package =
        m_database.row(QStringLiteral("SELECT id, tracked, newest_key FROM package WHERE name = ?"), {record.package});
    if (package.isEmpty()) {
        packageId =
            m_database.insert(QStringLiteral("INSERT INTO package(name, newest_version, newest_key) VALUES (?, ?, ?)"),
                              {record.package, record.version, key});
        tracked = false;
    } else {
        packageId = package.at(0).toLongLong();
        tracked = package.at(1).toBool();
        if (package.at(2).toByteArray() < key)
            m_database.run(QStringLiteral("UPDATE package SET newest_version = ?, newest_key = ? WHERE id = ?"),
                           {record.version, key, packageId});
    }
    const QString sha = identityOf(record);
    const QVariantList known = m_database.row(QStringLiteral("SELECT id FROM upload WHERE dsc_sha256 = ?"), {sha});
    if (!known.isEmpty())
        return known.constFirst().toLongLong();
    return m_database.insert(
        QStringLiteral("INSERT INTO upload(dsc_sha256, package_id, archive_id, version, version_key, format, location, "
                       "files_json) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"),
        {sha, packageId, archiveId > 0 ? QVariant(archiveId) : QVariant(), record.version, key, record.format,
         record.directory, filesJson(record.files)});
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

RecordResult PublicationTable::record(const Suite& suite, const QList<deb::SourceRecord>& records, qint64 seenAtMs)
{
    const Step step("record the suite's publications",
                    {{QStringLiteral("suite"), suite.name}, {QStringLiteral("records"), records.size()}});
    RecordResult result;
    m_database.transaction([&] {
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
        for (const deb::SourceRecord& record : records) {
            const QString sha = identityOf(record);
            if (const auto it = gone.constFind(sha); it != gone.constEnd()) {
                if (removedBefore.contains(sha))
                    giveBack(it.value(), newForTracked);
                gone.erase(it);
                continue;
            }
            qint64 packageId = 0;
            bool tracked = false;
            const qint64 uploadId = ensureUpload(suite.archiveId, record, packageId, tracked);
            // An index can name the same upload twice (once per component); the second is no news.
            result.added += m_database.run(
                QStringLiteral(
                    "INSERT INTO publication(suite_id, package_id, upload_id, first_seen) VALUES (?, ?, ?, ?) "
                    "ON CONFLICT DO NOTHING"),
                {suite.id, packageId, uploadId, seenAtMs});
            if (tracked)
                newForTracked.insert(packageId);
        }
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
                                      "last_error = '', poll_begun = 0, poller = '', poll_until = 0 WHERE id = ?"),
                       {suite.codename, suite.branch, suite.rank, suite.releaseMs, suite.validUntilMs, suite.stale,
                        suite.etag, suite.indexDigest, suite.polledAt, suite.id});
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

qint64 PublicationTable::recordOne(const Suite& suite, const deb::SourceRecord& record, qint64 seenAtMs)
{
    qint64 packageId = 0;
    bool tracked = false;
    qint64 id = 0;
    m_database.transaction([&] {
        const qint64 uploadId = ensureUpload(suite.archiveId, record, packageId, tracked);
        m_database.run(QStringLiteral("INSERT INTO publication(suite_id, package_id, upload_id, first_seen) "
                                      "VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING"),
                       {suite.id, packageId, uploadId, seenAtMs});
        id = m_database
                 .value(QStringLiteral("SELECT id FROM publication WHERE suite_id = ? AND upload_id = ?"),
                        {suite.id, uploadId})
                 .toLongLong();
        m_database.touch("package");
    });
    return id;
}

QList<WaitingPublication> PublicationTable::notImported(qint64 packageId, const QStringList& suites) const
{
    QList<WaitingPublication> result;
    QSqlQuery query = m_database.select(
        QStringLiteral(
            "SELECT p.id, u.id, k.name, u.version, u.format, u.dsc_sha256, u.location, u.files_json, s.name, s.branch, "
            // Its files are where it was seen first: archives share uploads, but not always the pool's folders.
            "a.vendor, a.rank, coalesce(f.base_uri, a.base_uri) FROM publication p JOIN upload u ON u.id = p.upload_id "
            "LEFT JOIN archive f ON f.id = u.archive_id "
            "JOIN suite s ON s.id = p.suite_id JOIN archive a ON a.id = s.archive_id JOIN package k ON k.id = "
            "p.package_id "
            "WHERE p.package_id = ? AND p.import_id IS NULL AND p.skipped = 0 AND p.removed_at = 0 AND s.state = "
            "'active' "
            "ORDER BY CASE WHEN p.published_at > 0 THEN p.published_at ELSE p.first_seen END, u.version_key, a.rank, "
            "s.rank, s.name, u.dsc_sha256"),
        {packageId});
    while (query.next()) {
        WaitingPublication publication;
        publication.suite = query.value(8).toString();
        if (!suites.isEmpty() && !suites.contains(publication.suite))
            continue;
        publication.id = query.value(0).toLongLong();
        publication.upload = {query.value(1).toLongLong(), query.value(2).toString(), query.value(3).toString(),
                              query.value(4).toString(),   query.value(5).toString(), query.value(6).toString(),
                              filesOf(query.value(7))};
        publication.branch = query.value(9).toString();
        publication.vendor = query.value(10).toString();
        publication.archiveRank = query.value(11).toInt();
        publication.baseUri = query.value(12).toString();
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
    std::stable_sort(result.begin(), result.end(), [&](const WaitingPublication& a, const WaitingPublication& b) {
        const qint64 first = turn[a.id].at;
        const qint64 second = turn[b.id].at;
        const int versions = deb::compareVersions(a.upload.version.toUtf8(), b.upload.version.toUtf8());
        return first != second ? first < second : versions != 0 ? versions < 0 : a.archiveRank < b.archiveRank;
    });
    return result;
}

qint64 PublicationTable::nextTurn(qint64 packageId) const
{
    const QHash<qint64, Turn> turn = turns(packageId);
    qint64 next = 0;
    for (const WaitingPublication& publication : notImported(packageId, {})) {
        const Turn& one = turn[publication.id];
        if (one.waiting && one.at > now())
            next = next == 0 ? one.at : std::min(next, one.at);
    }
    return next;
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

void PublicationTable::setImported(qint64 publicationId, qint64 importId, const QString& commit)
{
    m_database.run(QStringLiteral("UPDATE publication SET import_id = ?, commit_oid = ? WHERE id = ?"),
                   {importId, commit, publicationId});
}

} // namespace millrace::store
