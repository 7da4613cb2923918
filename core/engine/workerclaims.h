// SPDX-License-Identifier: GPL-3.0-or-later
// WorkerClaims: what a worker says it has staged, held against the job that it was given. A worker works on hostile
// input, so nothing it says is believed only because it says it: it may name its own publications, the refs that their
// imports write, and objects by well-formed ids. One per worker process; its thread.
#pragma once

#include "core/importer/jobspec.h"
#include "core/importer/staged.h"

#include <QHash>
#include <QSet>

namespace millrace::engine {

class WorkerClaims
{
public:
    /// @p job outlives it.
    explicit WorkerClaims(const importer::JobSpec& job);

    /// Throws Error "internal.protocol" for anything that the job does not allow, the second result of a publication
    /// included; else it counts as said.
    void check(const importer::Staged& staged);
    /// The same for a version that is said to be in work or to have failed, and its suites.
    void checkVersion(const QString& version, const QStringList& suites) const;

private:
    struct Allowed;

    Allowed allowedFor(const importer::PublicationSpec& publication) const;
    void checkImport(const importer::StagedImport& import, const Allowed& allowed) const;
    void checkUpstream(const importer::StagedUpstream& upstream, const Allowed& allowed) const;
    void checkRef(const importer::RefUpdate& update, const importer::Staged& staged, const Allowed& allowed) const;
    /// A person decided that just this tag may leave just this value.
    bool mayMove(const QString& tag, const QString& oldOid, const Allowed& allowed) const;

    const importer::JobSpec& m_job;
    QHash<qint64, qsizetype> m_publications; ///< id → index into the job's publications
    QSet<qint64> m_staged;                   ///< publications that have their result
    QSet<qint64> m_imported;                 ///< uploads that have their import
};

} // namespace millrace::engine
