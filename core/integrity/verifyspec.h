// SPDX-License-Identifier: GPL-3.0-or-later
// VerifySpec: everything a worker gets to know to verify one package, as one JSON object on its stdin: what the store
// has recorded, as it stood at one moment. Sibling of importer::JobSpec, from which "task": "verify" tells it apart.
// Values; any thread.
#pragma once

#include "core/importer/jobspec.h"

namespace millrace::integrity {

/// What the store says of an import, beside what an import job would be told of it.
struct RecordedImport
{
    qint64 id = 0; ///< the store's
    int engine = 0;
    QString kind = {}; ///< synth, adopted, superset, reused
    QStringList parents = {};
    QStringList emptyDirectories = {};
    qsizetype upload = -1; ///< index into VerifySpec::job.uploads; -1 = no publication names the upload any more
    bool sampled = false;  ///< extract this one again
};

/// Beside the importer::PublicationSpec of the same index.
struct RecordedPublication
{
    qsizetype import = -1; ///< index into VerifySpec::imports; -1 = none
    bool claimed = false;  ///< the store says that it is imported
    QString commit = {};   ///< where it put the branch
    bool skipped = false;
    bool overdue = false; ///< not imported though nothing waits, runs or has failed that would import it
};

struct RecordedBranch
{
    QString branch = {}; ///< "debian/sid"; also "patches-applied/debian/sid" and "pristine-tar"
    QString good = {};   ///< the commit where it was left
};

struct RecordedTarball
{
    QString upstreamId = {};
    QString name = {};
    QString sha256 = {};
};

/// A repository elsewhere that is to have what ours has.
struct RecordedRemote
{
    QString name = {};
    QString url = {};
};

struct VerifySpec
{
    /// Package, repository, blobs, limits; all uploads, publications, published imports and upstreams. Its quarantine
    /// is a scratch folder of this verification.
    importer::JobSpec job = {};
    QList<RecordedImport> imports = {};           ///< one for each of job.imports
    QList<RecordedPublication> publications = {}; ///< one for each of job.publications
    QList<RecordedBranch> branches = {};
    QList<RecordedTarball> tarballs = {};
    QList<RecordedRemote> remotes = {}; ///< as the repository's configuration names them
    QString quarantineRoot = {};        ///< where attempts keep their objects
    QStringList endedAttempts = {};     ///< of this package: names of folders that must not be there any more
    qint64 lastAttempt = 0; ///< the package's newest when this was read: it tells whether anything has run since

    QJsonObject toJson() const;
    /// Throws Error "internal.json" for anything that is not what toJson() writes.
    static VerifySpec fromJson(const QJsonObject& object);
    /// Whether a worker's input is a VerifySpec; everything else is a JobSpec.
    static bool is(const QJsonObject& object);
};

} // namespace millrace::integrity
