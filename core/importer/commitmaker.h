// SPDX-License-Identifier: GPL-3.0-or-later
// CommitMaker: from an upload's tree to the commit that stands for it (importer.md b8): the one that is there already,
// one that somebody pushed, or a new one; and where a branch has to go to show it. Moves no ref.
// What it is given outlives it; same thread.
#pragma once

#include "core/git/packwriter.h"
#include "core/importer/branches.h"
#include "core/importer/foreigncommits.h"
#include "core/importer/knownimports.h"
#include "core/importer/parents.h"
#include "core/importer/tags.h"
#include "core/importer/uploadchangelog.h"

namespace millrace::importer {

class CommitGraph;
class Upstreams;

/// One upload, as its tree and its .dsc tell it.
struct UploadContent
{
    QString version = {};
    QString dscSha256 = {};
    QString vendor = {}; ///< of the archive whose job this is
    int archiveRank = 0;
    git::Oid tree = {};
    UploadChangelog changelog = {};
    git::Identity author = {};
    git::Identity committer = {};
    QString upstreamId = {};           ///< empty for native
    std::optional<git::Oid> dgit = {}; ///< the commit that the .dsc claims to be
};

struct MadeCommit
{
    QString kind = {};           ///< "synth", "reused" or "adopted"; empty when the import was there before
    git::Oid commit = {};        ///< of the import
    QStringList parents = {};    ///< its parents, hex
    QString tag = {};            ///< without refs/tags/
    QList<RefUpdate> refs = {};  ///< tags to make
    git::Oid tip = {};           ///< where the branch goes
    git::Oid good = {};          ///< what the branch shows of it: the tip, or what the tip is ahead of
    bool withoutHistory = false; ///< it goes on top of a branch that its changelog knows nothing of
};

class CommitMaker
{
public:
    CommitMaker(const JobSpec& spec, const git::Repository& repository, CommitGraph& graph, Tags& tags,
                KnownImports& imports, const Upstreams& upstreams);

    /// Throws Error "changelog.parent" when the upload's parents were decided and are not there.
    void checkOverride(const UploadContent& content) const;

    /// The commit of an upload that was not imported before.
    MadeCommit make(const UploadContent& content, const Branch& branch, git::PackWriter& writer);

    /// Makes a branch show an import that is there. What flows from the upstream archive to a derivative, or within
    /// one archive, is shared or merged. The other direction would pull the derivative's history into the upstream
    /// archive's branch: there the upload gets a commit of its own, the one it would have got by coming first.
    MadeCommit show(const KnownImport& import, const PublicationSpec& publication, const Branch& branch,
                    git::PackWriter& writer);

private:
    MadeCommit synthesize(const UploadContent& content, const QList<KnownImport>& imports, const Branch& branch,
                          git::PackWriter& writer);
    std::optional<git::Oid> adoptable(const UploadContent& content);
    ParentInput parentInput(const UploadContent& content, const Branch& branch) const;
    UploadContent contentOf(const KnownImport& import, const PublicationSpec& publication) const;
    /// Sets tip and good so that the branch shows @p commit.
    void place(MadeCommit& made, const git::Oid& commit, const Branch& branch, git::PackWriter& writer);

    const JobSpec& m_spec;
    const git::Repository& m_repository;
    CommitGraph& m_graph;
    Tags& m_tags;
    KnownImports& m_imports;
    const Upstreams& m_upstreams;
    ForeignCommits m_foreign;
};

} // namespace millrace::importer
