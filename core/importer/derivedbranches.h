// SPDX-License-Identifier: GPL-3.0-or-later
// Branches that an archive may ask for beside those of its suites: patches-applied/<vendor>/<suite>, the tree as it is
// built, and pristine-tar, what makes orig tarballs again. They follow from what was imported and never stop an
// import: what cannot be made is a flag. Same thread as the import; writes packs of its own into the quarantine.
#pragma once

#include "core/base/cancellation.h"
#include "core/blobs/fileblobstore.h"
#include "core/git/packwriter.h"
#include "core/git/repository.h"
#include "core/importer/staged.h"

#include <QHash>

namespace millrace::importer {

class DerivedBranches
{
public:
    /// @p repository sees the quarantine.
    DerivedBranches(const JobSpec& spec, const git::Repository& repository, Cancellation cancellation);

    /// Adds the refs of the branches that @p publication's archive wants to @p staged, whose objects are complete, and
    /// "applied.failed: …", "pristine.failed: …", "pristine.other: …" (the branch has another tarball of this name) to
    /// its import's flags. Throws only "limit.disk" and "internal.cancelled".
    void add(Staged& staged, const PublicationSpec& publication);

private:
    void addApplied(Staged& staged, const PublicationSpec& publication);
    void addPristine(Staged& staged, const UploadSpec& upload);
    void addTarball(Staged& staged, const KnownUpstream& upstream, const QStringList& components,
                    const deb::SourceFile& tarball, const deb::SourceFile* signature);
    const KnownUpstream* upstreamOf(const Staged& staged, const UploadSpec& upload);
    /// The tree of one orig tarball within the upstream commit's tree.
    git::Oid tarballTree(const git::Oid& tree, const QString& component, const QStringList& components,
                         git::PackWriter& writer) const;
    void moveBranch(Staged& staged, const QString& branch, const git::Oid& commit, git::PackWriter& writer);
    std::optional<git::Oid> tip(const QString& branch);

    const JobSpec& m_spec;
    const git::Repository& m_repository;
    blobs::FileBlobStore m_blobs;
    Cancellation m_cancellation;
    QList<KnownUpstream> m_upstreams;
    QHash<QString, QString> m_upstreamOf; ///< sha256 of a .dsc → id of its upstream, for those imported before
    QHash<QString, QString> m_tips;       ///< branch → commit; empty = it does not exist
};

} // namespace millrace::importer
