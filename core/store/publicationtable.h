// SPDX-License-Identifier: GPL-3.0-or-later
// Publications: versions seen in suites, and the uploads behind them. Thread rule: StateStore's.
#pragma once

#include "core/deb/sourcerecord.h"
#include "core/store/archivetable.h"
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
};

/// The cell of an upload that holds its files.
QList<deb::SourceFile> filesOf(const QVariant& json);

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

    /// Compares a suite's index with what is recorded and stores the difference, and the suite itself, in one
    /// transaction: new publications, and those that are gone. @p seenAtMs is one time for a whole poll: publications
    /// first seen together are ordered by version, not by which suite was read first.
    RecordResult record(const Suite& suite, const QList<deb::SourceRecord>& records, qint64 seenAtMs);

    /// Records one upload outside of any index (a local .dsc) as published in the suite. Returns the publication's id.
    qint64 recordOne(const Suite& suite, const deb::SourceRecord& record, qint64 seenAtMs);

    /// What is still to be imported of a package and whose turn has come (publicationorder.h), in the order of frozen
    /// decision 6: time, version, vendor rank, suite rank. @p suites limits it to suites of these names; empty = all.
    QList<WaitingPublication> waiting(qint64 packageId, const QStringList& suites = {}) const;
    /// Whether waiting() would be empty; cheap.
    bool hasWaiting(qint64 packageId) const;

    /// When the next turn of a publication comes that is left out of waiting() for now; 0 = there is none.
    qint64 nextTurn(qint64 packageId) const;

    void setImported(qint64 publicationId, qint64 importId, const QString& commit);

private:
    /// Publication → its turn, of all that the package ever had.
    QHash<qint64, Turn> turns(qint64 packageId) const;
    /// All that are to be imported, whether or not their turn has come.
    QList<WaitingPublication> notImported(qint64 packageId, const QStringList& suites) const;
    /// Among publications that are now marked as removed, those that nothing newer replaces.
    QList<TakenBack> takenBack(qint64 suiteId, const QList<qint64>& removed) const;
    /// The index names a publication again that it had dropped.
    void giveBack(qint64 publicationId, QSet<qint64>& waitingAgain);
};

} // namespace millrace::store
