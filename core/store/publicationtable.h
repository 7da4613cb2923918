// SPDX-License-Identifier: GPL-3.0-or-later
// Publications: versions seen in suites, and the uploads behind them. Thread rule: StateStore's.
#pragma once

#include "core/deb/sourcerecord.h"
#include "core/store/archivetable.h"
#include "core/store/indexentry.h"
#include "core/store/publicationorder.h"
#include "core/store/table.h"

#include <QList>
#include <QSet>

namespace millrace::store {

struct Upload
{
    qint64 id = 0;
    QString package = {};
    QString version = {};
    QString format = {};
    QString dscSha256 = {};
    QString location = {};             ///< pool folder below the archive's base URI, or a file: URL of a folder
    QList<deb::SourceFile> files = {}; ///< the .dsc first
};

/// A publication that waits for its import, with all that a worker must know of it.
struct WaitingPublication
{
    qint64 id = 0;
    Upload upload = {};
    QString suite = {};
    QString branch = {};
    QString vendor = {};
    int archiveRank = 0;
    QString baseUri = {};
    QStringList mirrors = {}; ///< other base URIs of the archive that baseUri is of
};

/// A branch that will move when what waits is imported.
struct WaitingBranch
{
    qint64 packageId = 0;
    QString branch = {};
    int publications = 0;
};

/// A publication that is in no branch.
struct SkippablePublication
{
    qint64 id = 0;
    QString version = {};
    QString suite = {};
    QString branch = {};
    bool skipped = false;
    QString reason = {}; ///< why it is skipped
};

/// The cell of an upload that holds its files.
QList<deb::SourceFile> filesOf(const QVariant& json);

/// A derivative's publication that is left out for now, because the archive that it comes from may still show it.
struct UpstreamWait
{
    QString version = {};
    QString suite = {};
    QString branch = {};
    QStringList archives = {}; ///< names of those upstream of its own that are polled
    qint64 until = 0;          ///< epoch ms: then it is imported anyway
};

/// A tracked package whose newest version a suite took back: no newer one is there in its place.
struct TakenBack
{
    QString package = {};
    QString version = {};
    QString left = {}; ///< the newest version that the suite has now; empty = none
};

struct RecordResult
{
    int added = 0;
    int removed = 0;
    QList<qint64> packages = {}; ///< tracked packages that have something new
    QList<TakenBack> takenBack = {};
};

class PublicationTable : public Table
{
public:
    using Table::Table;

    /// What a suite is known to have, versions that it dropped again included: IndexEntry::identity.
    QSet<QString> identities(qint64 suiteId) const;
    /// Writes packages and uploads that are not there yet; no suite shows them until record().
    void writeUploads(qint64 archiveId, const QList<IndexEntry>& entries);
    /// Compares a suite's index with what is recorded and stores the difference, and the suite itself, in one
    /// transaction: new publications, and those that are gone. @p seenAtMs is one time for a whole poll: publications
    /// first seen together are ordered by version, not by which suite was read first. The uploads of all entries are
    /// there.
    RecordResult record(const Suite& suite, const QList<IndexEntry>& entries, qint64 seenAtMs);

    /// Records one upload outside of any index (a local .dsc) as published in the suite. Returns the publication's id.
    qint64 recordOne(const Suite& suite, const deb::SourceRecord& record, qint64 seenAtMs);

    /// What is still to be imported of a package and whose turn has come (publicationorder.h), in the order of frozen
    /// decision 6: time, version, vendor rank, suite rank. @p suites limits it to suites of these names; empty = all.
    QList<WaitingPublication> waiting(qint64 packageId, const QStringList& suites = {}) const;
    /// Whether waiting() would be empty; cheap.
    bool hasWaiting(qint64 packageId) const;

    /// When the next turn of a publication comes that is left out of waiting() for now; 0 = there is none.
    qint64 nextTurn(qint64 packageId) const;

    /// The publications that are left out of waiting() for now, in the order of their turns. @p suites as there.
    QList<UpstreamWait> waitingForUpstream(qint64 packageId, const QStringList& suites = {}) const;

    /// @p attemptId: whose intent this is, until ImportTable::publish() or discard() of it; 0 = it is final at once.
    void setImported(qint64 publicationId, qint64 importId, const QString& commit, qint64 attemptId = 0);

    /// Branches that wait for publications of the packages, by package in the order given, whether or not the turn of
    /// their publications has come; cheap for many packages.
    QList<WaitingBranch> waitingBranches(const QList<qint64>& packageIds) const;

    /// Publications of the version that are not imported, skipped ones included.
    QList<SkippablePublication> skippable(qint64 packageId, const QString& version) const;
    /// All that is skipped of a package: such publications are in no branch, and no job waits for them.
    QList<SkippablePublication> skipped(qint64 packageId) const;
    /// The same for many packages; those without any are missing.
    QHash<qint64, QList<SkippablePublication>> skipped(const QList<qint64>& packageIds) const;
    void setSkipped(qint64 publicationId, bool skipped, const QString& reason);

    /// What is imported, in the order of waiting().
    QList<WaitingPublication> imported(qint64 packageId) const;
    /// They wait for their import again.
    void forgetImports(const QList<qint64>& publicationIds);

private:
    /// Publication → its turn, of all that the package ever had.
    QHash<qint64, Turn> turns(qint64 packageId) const;
    /// All that are to be imported, whether or not their turn has come.
    QList<WaitingPublication> notImported(qint64 packageId, const QStringList& suites) const;
    /// Puts uploads into a suite by their identities; returns how many are new there.
    int publish(qint64 suiteId, const QStringList& identities, qint64 seenAtMs);
    /// Names of packages that the main loop imports.
    QHash<QString, qint64> tracked() const;
    QList<WaitingPublication> read(qint64 packageId, const char* condition) const;
    static void sortByTurn(QList<WaitingPublication>& publications, const QHash<qint64, Turn>& turns);
    /// Among publications that are now marked as removed, those that nothing newer replaces.
    QList<TakenBack> takenBack(qint64 suiteId, const QList<qint64>& removed) const;
    /// An upload that is skipped in one suite is skipped in the next one too.
    void inheritSkips(qint64 suiteId);
    QList<SkippablePublication> readSkippable(const QString& condition, const QVariantList& values,
                                              QList<qint64>* packages) const;
    /// The index names a publication again that it had dropped.
    void giveBack(qint64 publicationId, QSet<qint64>& waitingAgain);
};

} // namespace millrace::store
