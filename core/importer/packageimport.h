// SPDX-License-Identifier: GPL-3.0-or-later
// PackageImport: the import of one package, publication by publication: fetch ▶ unpack ▶ trees ▶ who and when ▶
// upstream ▶ commit ▶ refs; importUpload() shows them in this order.  It writes objects into the quarantine and
// reports; it moves no ref and knows no store. One object per worker process, on its main thread.
#pragma once

#include "core/base/cancellation.h"
#include "core/base/error.h"
#include "core/blobs/fileblobstore.h"
#include "core/git/repository.h"
#include "core/importer/branches.h"
#include "core/importer/commitgraph.h"
#include "core/importer/commitmaker.h"
#include "core/importer/knownimports.h"
#include "core/importer/derivedbranches.h"
#include "core/importer/staged.h"
#include "core/importer/tags.h"
#include "core/importer/upstream.h"
#include "core/net/transfer.h"

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
    /// What the first import of a process does anyway, ahead of the job: starts libgit2.
    static void prepare() { git::Repository::prepare(); }

    PackageImport(JobSpec spec, ImportListener& listener, Cancellation cancellation = {});

    /// Works off all publications. A version that fails stops its branches; the others go on. Throws only what makes
    /// the whole job pointless: no repository, a full disk, cancellation.
    void run();

    qint64 downloadedBytes() const { return m_downloadedBytes; }

private:
    struct Unpacked; ///< an upload whose files are objects of an unfinished pack

    Staged importPublication(const PublicationSpec& publication);
    Staged importUpload(const PublicationSpec& publication);
    Staged moveBranch(const PublicationSpec& publication, const KnownImport& import);

    // The steps of importUpload(), in their order.
    Unpacked unpackFiles(const UploadSpec& upload, git::PackWriter& writer);
    void readWhoAndWhen(Unpacked& unpacked, const PublicationSpec& publication) const;
    void findUpstream(Unpacked& unpacked, const PublicationSpec& publication, Staged& staged, git::PackWriter& writer);
    MadeCommit makeCommit(Unpacked& unpacked, const PublicationSpec& publication, git::PackWriter& writer);
    void finish(Staged& staged, const PublicationSpec& publication, const MadeCommit& made, const QString& upstreamId,
                git::PackWriter& writer);

    const JobSpec m_spec;
    ImportListener& m_listener;
    Cancellation m_cancellation;
    git::Repository m_repository;
    blobs::FileBlobStore m_blobs;
    net::Settings m_network;
    CommitGraph m_graph;
    Tags m_tags;
    Upstreams m_upstreams;
    KnownImports m_imports;
    Branches m_branches;
    CommitMaker m_commits;
    DerivedBranches m_derived;
    qint64 m_downloadedBytes = 0;
};

} // namespace millrace::importer
