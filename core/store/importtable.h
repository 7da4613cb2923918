// SPDX-License-Identifier: GPL-3.0-or-later
// Imports (one commit per upload) and upstream commits, staged by a worker and published by the engine.
// Thread rule: StateStore's.
#pragma once

#include "core/store/table.h"

#include <QList>
#include <QMap>
#include <QStringList>

namespace millrace::store {

struct Import
{
    qint64 id = 0;
    qint64 uploadId = 0;
    qint64 packageId = 0;
    QString version = {};
    QString dscSha256 = {};
    int engine = 0;
    QString vendor = {};
    QString tree = {};
    QString commit = {};
    QStringList parents = {};
    QString upstreamId = {}; ///< empty for native
    QString kind = QStringLiteral("synth");
    QString tag = {};
    int ordinal = 0;
    QString state = {};
    QStringList flags = {};
    QStringList emptyDirectories = {};
    qint64 milliseconds = 0;
};

struct Upstream
{
    QString id = {}; ///< sha256 over the sorted tarballs
    QString version = {};
    QString commit = {};
    QString tree = {};
    QString tag = {};
    QJsonArray tarballs = {};
};

class ImportTable : public Table
{
public:
    using Table::Table;

    /// Records a staged import; returns its id. The ordinal is the next one of the package.
    qint64 stage(const Import& import, qint64 attemptId);
    void stageUpstream(qint64 packageId, const Upstream& upstream, qint64 attemptId);
    /// How many imports the attempt staged that are not published yet.
    int countStaged(qint64 attemptId) const;
    /// Whether the attempt staged anything that is not published yet, be it imports or only publications of such.
    bool hasStaged(qint64 attemptId) const;
    /// Marks all that the attempt staged as published, its publications included.
    void publish(qint64 attemptId);
    /// Forgets what the attempt staged: its objects never became visible and its publications wait again, those that
    /// only moved to an import of an earlier attempt too.
    void discard(qint64 attemptId);

    /// The imports, and all that are only staged, are not there any more; publications must not claim them.
    void makeVoid(qint64 packageId, const QList<qint64>& imports);
    void dropUpstreams(qint64 packageId, const QStringList& ids);
    /// Gives the import with this id the content of the row; its upload, order and time stay.
    void replace(const Import& import);

    /// Published imports of a package in the order in which they were made.
    QList<Import> ofPackage(qint64 packageId) const;
    /// The same for its upstream commits.
    QList<Upstream> upstreamsOf(qint64 packageId) const;
    /// Where the branch was left: its last known good commit.
    void setGood(qint64 packageId, const QString& branch, const QString& commit);
    /// Branch → its last known good commit.
    QMap<QString, QString> goodBranches(qint64 packageId) const;
    void forgetGood(qint64 packageId);
    /// The branch of the newest suite that has an import of this package: what a clone should show first.
    QString newestBranch(qint64 packageId) const;
};

} // namespace millrace::store
