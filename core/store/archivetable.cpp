// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/archivetable.h"

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/failure/resource.h"

namespace millrace::store {

namespace {

/// A process that reads a suite says every few suites that it lives; this long nobody else takes its place.
constexpr qint64 pollLeaseMs = 10 * 60 * 1000;

QList<Suite> suitesOf(Database& database, qint64 archiveId)
{
    QList<Suite> suites;
    QSqlQuery query = database.select(
        QStringLiteral(
            "SELECT id, name, codename, branch, rank, state, release_ms, valid_until_ms, stale, etag, "
            "index_digest, polled_at, last_error, poll_begun FROM suite WHERE archive_id = ? ORDER BY rank, id"),
        {archiveId});
    while (query.next()) {
        Suite suite;
        suite.id = query.value(0).toLongLong();
        suite.archiveId = archiveId;
        suite.name = query.value(1).toString();
        suite.codename = query.value(2).toString();
        suite.branch = query.value(3).toString();
        suite.rank = query.value(4).toInt();
        suite.state = query.value(5).toString();
        suite.releaseMs = query.value(6).toLongLong();
        suite.validUntilMs = query.value(7).toLongLong();
        suite.stale = query.value(8).toBool();
        suite.etag = query.value(9).toString();
        suite.indexDigest = query.value(10).toString();
        suite.polledAt = query.value(11).toLongLong();
        suite.lastError = query.value(12).toString();
        suite.pollBegunMs = query.value(13).toLongLong();
        suites.append(suite);
    }
    return suites;
}

} // namespace

QList<Archive> ArchiveTable::all() const
{
    QList<Archive> archives;
    {
        QSqlQuery query = m_database.select(
            QStringLiteral("SELECT id, name, vendor, base_uri, keyrings_json, components_json, trust, rank, "
                           "poll_interval_s, enabled, note, patches_applied, pristine_tar, mirrors_json, weak_digests, "
                           "zst FROM archive "
                           "ORDER BY rank, name"));
        while (query.next()) {
            Archive archive;
            archive.id = query.value(0).toLongLong();
            archive.name = query.value(1).toString();
            archive.vendor = query.value(2).toString();
            archive.baseUri = query.value(3).toString();
            archive.keyrings = toStringList(jsonArrayOf(query.value(4)));
            archive.components = toStringList(jsonArrayOf(query.value(5)));
            archive.trust = query.value(6).toString();
            archive.rank = query.value(7).toInt();
            archive.pollIntervalS = query.value(8).toInt();
            archive.enabled = query.value(9).toBool();
            archive.note = query.value(10).toString();
            archive.patchesApplied = query.value(11).toBool();
            archive.pristineTar = query.value(12).toBool();
            archive.mirrors = toStringList(jsonArrayOf(query.value(13)));
            archive.weakDigests = query.value(14).toBool();
            archive.zst = query.value(15).toBool();
            archives.append(archive);
        }
    }
    for (Archive& archive : archives)
        archive.suites = suitesOf(m_database, archive.id);
    return archives;
}

std::optional<Archive> ArchiveTable::byName(const QString& name) const
{
    for (const Archive& archive : all()) {
        if (archive.name == name)
            return archive;
    }
    return std::nullopt;
}

int defaultRank(const QString& vendor)
{
    // An archive without a name yet gets its rank with it.
    return vendor.isEmpty() || vendor == QLatin1String("debian") ? 0 : 1;
}

qint64 ArchiveTable::add(const Archive& archive)
{
    if (byName(archive.name))
        throw Error(QStringLiteral("usage.archive"),
                    QStringLiteral("there is an archive named %1 already").arg(archive.name))
            .withAdvice(QStringLiteral("choose another name, or remove the old one first"));
    qint64 id = 0;
    m_database.transaction([&] {
        id = m_database.insert(
            QStringLiteral("INSERT INTO archive(name, vendor, base_uri, keyrings_json, components_json, trust, rank, "
                           "poll_interval_s, enabled, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
            {archive.name, archive.vendor, archive.baseUri,
             QString::fromUtf8(compactJson(toJsonArray(archive.keyrings))),
             QString::fromUtf8(compactJson(toJsonArray(archive.components))), archive.trust,
             archive.rank >= 0 ? archive.rank : defaultRank(archive.vendor), archive.pollIntervalS, archive.enabled,
             archive.note});
        setDerivedBranches(id, archive.patchesApplied, archive.pristineTar);
        setMirrors(id, archive.mirrors);
        setAccepted(id, archive.weakDigests, archive.zst);
        for (const Suite& suite : archive.suites)
            addSuite(id, suite.name);
        m_database.touch("archive");
    });
    return id;
}

void ArchiveTable::remove(qint64 id)
{
    m_database.transaction([&] {
        m_database.run(QStringLiteral("DELETE FROM archive WHERE id = ?"), {id});
        m_database.touch("archive");
        m_database.touch("package");
    });
}

qint64 ArchiveTable::addSuite(qint64 archiveId, const QString& name)
{
    m_database.run(QStringLiteral("INSERT INTO suite(archive_id, name) VALUES (?, ?) ON CONFLICT DO NOTHING"),
                   {archiveId, name});
    m_database.touch("archive");
    return m_database.value(QStringLiteral("SELECT id FROM suite WHERE archive_id = ? AND name = ?"), {archiveId, name})
        .toLongLong();
}

void ArchiveTable::setVendor(qint64 archiveId, const QString& vendor)
{
    m_database.run(QStringLiteral("UPDATE archive SET vendor = ?, rank = CASE WHEN rank < ? THEN ? ELSE rank END "
                                  "WHERE id = ?"),
                   {vendor, defaultRank(vendor), defaultRank(vendor), archiveId});
}

void ArchiveTable::setEnabled(qint64 archiveId, bool enabled, const QString& note)
{
    m_database.run(QStringLiteral("UPDATE archive SET enabled = ?, note = ? WHERE id = ?"), {enabled, note, archiveId});
    m_database.touch("archive");
}

void ArchiveTable::setDerivedBranches(qint64 archiveId, bool patchesApplied, bool pristineTar)
{
    m_database.run(QStringLiteral("UPDATE archive SET patches_applied = ?, pristine_tar = ? WHERE id = ?"),
                   {patchesApplied, pristineTar, archiveId});
    m_database.touch("archive");
}

void ArchiveTable::setMirrors(qint64 archiveId, const QStringList& baseUris)
{
    m_database.run(QStringLiteral("UPDATE archive SET mirrors_json = ? WHERE id = ?"),
                   {QString::fromUtf8(compactJson(toJsonArray(baseUris))), archiveId});
    m_database.touch("archive");
}

void ArchiveTable::setAccepted(qint64 archiveId, bool weakDigests, bool zst)
{
    m_database.run(QStringLiteral("UPDATE archive SET weak_digests = ?, zst = ? WHERE id = ?"),
                   {weakDigests, zst, archiveId});
    m_database.touch("archive");
}

qint64 ArchiveTable::nextPoll(int everyS, const QList<qint64>& awayArchives) const
{
    qint64 next = 0;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT a.id, min(s.polled_at + (CASE WHEN ? > 0 THEN ? ELSE a.poll_interval_s END) * 1000) "
                       "FROM suite s JOIN archive a ON a.id = s.archive_id WHERE a.enabled = 1 AND "
                       "s.state = 'active' AND s.poll_until <= ? GROUP BY a.id"),
        {everyS, everyS, now()});
    while (query.next()) {
        const qint64 due = query.value(1).toLongLong();
        if (!awayArchives.contains(query.value(0).toLongLong()))
            next = next == 0 ? due : std::min(next, due);
    }
    return next;
}

bool ArchiveTable::claimPoll(qint64 suiteId, const QString& poller, bool anyway)
{
    return m_database.run(QStringLiteral("UPDATE suite SET poller = ?, poll_until = ? WHERE id = ? AND (poll_until <= "
                                         "? OR poller = ? OR ? = 1)"),
                          {poller, now() + pollLeaseMs, suiteId, now(), poller, anyway ? 1 : 0}) == 1;
}

bool ArchiveTable::keepPoll(qint64 suiteId, const QString& poller)
{
    return m_database.run(QStringLiteral("UPDATE suite SET poll_until = ? WHERE id = ? AND poller = ?"),
                          {now() + pollLeaseMs, suiteId, poller}) == 1;
}

QHash<qint64, qint64> ArchiveTable::beginPoll(const QList<qint64>& suiteIds, const QString& poller, qint64 nowMs)
{
    QHash<qint64, qint64> begun;
    for (const qint64 id : suiteIds) {
        if (!keepPoll(id, poller))
            continue;
        m_database.run(QStringLiteral("UPDATE suite SET poll_begun = ? WHERE id = ? AND poll_begun = 0"), {nowMs, id});
        begun.insert(id,
                     m_database.value(QStringLiteral("SELECT poll_begun FROM suite WHERE id = ?"), {id}).toLongLong());
    }
    return begun;
}

bool ArchiveTable::importsWait() const
{
    return m_database
        .value(QStringLiteral("SELECT 1 FROM suite WHERE poll_begun > 0 AND poll_until > ? LIMIT 1"), {now()})
        .isValid();
}

void ArchiveTable::keepPolling(const QString& poller)
{
    m_database.run(QStringLiteral("UPDATE suite SET poll_until = ? WHERE poller = ? AND poll_until > 0"),
                   {now() + pollLeaseMs, poller});
}

void ArchiveTable::releasePoll(const QString& poller)
{
    if (m_database.run(QStringLiteral("UPDATE suite SET poller = '', poll_until = 0 WHERE poller = ?"), {poller}) > 0)
        m_database.touch("archive");
}

QStringList ArchiveTable::pollers() const
{
    QStringList all;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT DISTINCT poller FROM suite WHERE poll_until > ? ORDER BY poller"), {now()});
    while (query.next())
        all.append(query.value(0).toString());
    return all;
}

QList<qint64> ArchiveTable::servedBy(const QString& resource) const
{
    QList<qint64> ids;
    QSqlQuery query = m_database.select(QStringLiteral("SELECT id, base_uri FROM archive ORDER BY id"));
    while (query.next()) {
        if (failure::resourceOf(QUrl(query.value(1).toString())) == resource)
            ids.append(query.value(0).toLongLong());
    }
    return ids;
}

QStringList ArchiveTable::resources() const
{
    QStringList all;
    QSqlQuery query = m_database.select(QStringLiteral("SELECT base_uri FROM archive ORDER BY rank, id"));
    while (query.next()) {
        const QString resource = failure::resourceOf(QUrl(query.value(0).toString()));
        if (!resource.isEmpty() && !all.contains(resource))
            all.append(resource);
    }
    return all;
}

void ArchiveTable::pollFailedAgain(qint64 archiveId)
{
    // Not 0: that would forget what the suite's last good index was.
    m_database.run(QStringLiteral("UPDATE suite SET polled_at = 1 WHERE archive_id = ? AND last_error <> ''"),
                   {archiveId});
    m_database.touch("archive");
}

void ArchiveTable::updateSuite(const Suite& suite)
{
    m_database.run(
        QStringLiteral("UPDATE suite SET codename = ?, branch = ?, rank = ?, state = ?, release_ms = ?, "
                       "valid_until_ms = ?, stale = ?, etag = ?, index_digest = ?, polled_at = ?, last_error = ?, "
                       "read_at = CASE WHEN ? = '' THEN ? ELSE read_at END, poll_begun = 0, poller = '', "
                       "poll_until = 0 WHERE id = ?"),
        {suite.codename, suite.branch, suite.rank, suite.state, suite.releaseMs, suite.validUntilMs, suite.stale,
         suite.etag, suite.indexDigest, suite.polledAt, suite.lastError, suite.lastError, suite.polledAt, suite.id});
    m_database.touch("archive");
}

} // namespace millrace::store
