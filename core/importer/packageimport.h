// SPDX-License-Identifier: GPL-3.0-or-later
// PackageImport: the import of one package, publication by publication: fetch ▶ unpack ▶ tree ▶ parents ▶ commit ▶
// refs. It writes objects into the quarantine and reports; it moves no ref and knows no store.
// One object per worker process, on its main thread.
#pragma once

#include "core/base/cancellation.h"
#include "core/base/error.h"
#include "core/blobs/fileblobstore.h"
#include "core/git/repository.h"
#include "core/importer/commitgraph.h"
#include "core/importer/derivedbranches.h"
#include "core/importer/staged.h"
#include "core/importer/tags.h"
#include "core/importer/upstream.h"
#include "core/net/transfer.h"

#include <QHash>
#include <QSet>

namespace millrace::importer {

/// A version that could not be imported, and the suites that wait for it.
struct ImportFailure
{
    Error error;
    QString version = {};
    QStringList suites = {};
};

class ImportListener
{
public:
    virtual ~ImportListener() = default;
    /// The next publication begins; @p done of @p total are behind.
    virtual void publicationBegins(const QString& version, const QString& suite, qsizetype done, qsizetype total) = 0;
    virtual void staged(const Staged& staged) = 0;
    virtual void failed(const ImportFailure& failure) = 0;
};

class PackageImport
{
public:
    PackageImport(JobSpec spec, ImportListener& listener, Cancellation cancellation = {});

    /// Works off all publications. A version that fails stops its branches; the others go on. Throws only what makes
    /// the whole job pointless: no repository, a full disk, cancellation.
    void run();

    qint64 downloadedBytes() const { return m_downloadedBytes; }

private:
    Staged importPublication(const PublicationSpec& publication);
    Staged importUpload(const PublicationSpec& publication);
    Staged moveBranch(const PublicationSpec& publication, const KnownImport& import);
    /// What the publication's branch has to point at to show an import that is there already.
    git::Oid followUp(const PublicationSpec& publication, const KnownImport& import, git::PackWriter& writer);
    std::optional<git::Oid> tip(const QString& branch);
    /// The version that the branch shows now; empty where its tip is no import's own commit.
    QString tipVersion(const QString& branch);
    void addBranchRefs(Staged& staged, const git::Oid& commit);
    void finishPack(Staged& staged, git::PackWriter& writer);
    const KnownImport* knownUpload(const QString& dscSha256) const;

    const JobSpec m_spec;
    ImportListener& m_listener;
    Cancellation m_cancellation;
    git::Repository m_repository;
    blobs::FileBlobStore m_blobs;
    net::Settings m_network;
    CommitGraph m_graph;
    Tags m_tags;
    Upstreams m_upstreams;
    DerivedBranches m_derived;
    QList<KnownImport> m_imports;
    QHash<QString, QString> m_tips;   ///< branch → commit; empty = it does not exist
    QHash<QString, bool> m_goodMoved; ///< branches whose good ref this job has planned to move
    qint64 m_downloadedBytes = 0;
};

} // namespace millrace::importer
