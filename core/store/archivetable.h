// SPDX-License-Identifier: GPL-3.0-or-later
// Archives and their suites: where uploads come from and what their last poll said. Thread rule: StateStore's.
#pragma once

#include "core/store/table.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace millrace::store {

struct Suite
{
    qint64 id = 0;
    qint64 archiveId = 0;
    QString name = {}; ///< as the archive is asked for it
    QString codename = {};
    QString branch = {}; ///< "debian/bookworm"; empty until the first poll
    int rank = 0;        ///< order among suites: oldest release first
    QString state = QStringLiteral("active");
    qint64 releaseMs = 0;
    qint64 validUntilMs = 0;
    bool stale = false; ///< its Release is past its Valid-Until and the machine's settings allow that
    QString etag = {};
    QString indexDigest = {};
    qint64 polledAt = 0;
    QString lastError = {};
    qint64 pollBegunMs = 0; ///< of a poll that has not ended reading this suite; written by beginPoll() only
};

struct Archive
{
    qint64 id = 0;
    QString name = {};
    QString vendor = {}; ///< empty until known
    QString baseUri = {};
    QStringList keyrings = {};
    QStringList components = {};
    QString trust = QStringLiteral("signed-release");
    int rank = -1; ///< 0 = upstream archive, higher = derivative; negative when it is added: defaultRank()
    int pollIntervalS = 3600;
    bool enabled = true;
    QString note = {};
    bool patchesApplied = false; ///< keeps patches-applied/<vendor>/<suite> branches
    bool pristineTar = false;    ///< keeps a pristine-tar branch
    QStringList mirrors = {};    ///< other base URIs, asked in this order for files that the archive lacks
    bool weakDigests = true;     ///< accepts uploads for which only MD5 or SHA-1 vouches
    bool zst = true;             ///< accepts tarballs compressed by zstd
    QList<Suite> suites = {};
};

/// Where a vendor's archive stands when nobody says so: Debian's is upstream of all others.
int defaultRank(const QString& vendor);

class ArchiveTable : public Table
{
public:
    using Table::Table;

    /// All archives with their suites, by rank and name.
    QList<Archive> all() const;
    std::optional<Archive> byName(const QString& name) const;
    /// Adds the archive and its suites; id fields are ignored. Throws "usage.archive" when the name is taken.
    qint64 add(const Archive& archive);
    /// Takes the archive, its suites and their publications out; imports and branches stay.
    void remove(qint64 id);
    /// Adds a suite unless it is there; returns its id.
    qint64 addSuite(qint64 archiveId, const QString& name);
    void setVendor(qint64 archiveId, const QString& vendor);
    void setEnabled(qint64 archiveId, bool enabled, const QString& note);
    /// Which branches new imports from this archive make beside those of its suites; others of the package stay.
    void setDerivedBranches(qint64 archiveId, bool patchesApplied, bool pristineTar);
    /// When the next active suite of an enabled archive is to be polled, which may be past; 0 = there is none.
    /// @p everyS > 0 overrides the archives' intervals. @p awayArchives are left out, and suites that somebody reads.
    qint64 nextPoll(int everyS, const QList<qint64>& awayArchives) const;
    /// The process @p poller looks whether the suite has news; false when another one that lives does already, unless
    /// @p anyway.
    bool claimPoll(qint64 suiteId, const QString& poller, bool anyway);
    /// Whether the suite is still the poller's, which it stays for a while longer; false when another process has taken
    /// it over, or read it. In a transaction it keeps others from doing that until the end.
    bool keepPoll(qint64 suiteId, const QString& poller);
    /// It is about to read what is new in these suites: imports wait from now on (importsWait()). Returns those that
    /// are still the poller's, and the time of the poll: what is first seen together has one time. That is @p nowMs, or
    /// the time of a poll that began to read the suite and was killed.
    QHash<qint64, qint64> beginPoll(const QList<qint64>& suiteIds, const QString& poller, qint64 nowMs);
    /// Whether news is being read that decides in which order imports come.
    bool importsWait() const;
    /// The poller lives: all that it claimed and has not read yet stays its.
    void keepPolling(const QString& poller);
    /// What the poller has not read is no longer its.
    void releasePoll(const QString& poller);
    /// Processes with a poll under way; dead ones as long as nobody knows.
    QStringList pollers() const;
    /// Ids of the archives whose files the resource serves (core/failure/resource.h).
    QList<qint64> servedBy(const QString& resource) const;
    /// What archives are served by, each once, as "archive:HOST:PORT".
    QStringList resources() const;
    /// Suites of the archive whose last poll failed are due at once.
    void pollFailedAgain(qint64 archiveId);
    /// Where else its files are looked for.
    void setMirrors(qint64 archiveId, const QStringList& baseUris);
    /// What its uploads may be like to be imported from now on.
    void setAccepted(qint64 archiveId, bool weakDigests, bool zst);
    /// Writes everything of @p suite but its id and archive; a poll of it has ended.
    void updateSuite(const Suite& suite);
};

} // namespace millrace::store
