// SPDX-License-Identifier: GPL-3.0-or-later
// KnownImports: what was imported before, this job's own imports included, and the questions that are asked of it.
// A value; one thread at a time.
#pragma once

#include "core/git/oid.h"
#include "core/importer/jobspec.h"

#include <QHash>

namespace millrace::git {
class Repository;
}

namespace millrace::importer {

class Tags;

class KnownImports
{
public:
    /// @p spec: the imports in the order in which they were made. @p tags shows which of them an upstream archive
    /// has a commit of its own for, after a derivative had imported them first (see CommitMaker::show()).
    KnownImports(const JobSpec& spec, const Tags& tags, const git::Repository& repository);

    void append(const KnownImport& import);
    const QList<KnownImport>& all() const { return m_imports; }

    /// The import of a .dsc: the vendor's own commit if it has one, else the first one made; null if there is none.
    const KnownImport* ofUpload(const QString& dscSha256, const QString& vendor) const;
    /// The same version of the same vendor with the same content under another .dsc; null if there is none.
    const KnownImport* sameContent(const QString& version, const QString& vendor, const QString& tree) const;
    /// The import whose commit this is; null if it is somebody else's.
    const KnownImport* ofCommit(const git::Oid& commit) const;
    /// The newest native version before @p version, in this archive or one upstream of it.
    const KnownImport* nativeBefore(const QString& version, int archiveRank) const;

private:
    QList<KnownImport> m_imports;
    QHash<QString, qsizetype> m_byCommit; ///< commit → index of the first import that has it
};

} // namespace millrace::importer
