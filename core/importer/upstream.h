// SPDX-License-Identifier: GPL-3.0-or-later
// Upstream commits (importer.md b2, b13): one per distinct set of tarballs, on the line of `upstream/<vendor>`.
// Same thread as the pack writer.
#pragma once

#include "core/deb/changelog.h"
#include "core/git/packwriter.h"
#include "core/importer/staged.h"
#include "core/importer/tags.h"
#include "core/unpack/unpacker.h"

#include <QHash>
#include <QSet>

namespace millrace::importer {

class CommitGraph;

/// sha256 over the sorted lines "<component> <sha256 of the tarball>": the tarballs are the identity, not their names.
QString upstreamId(const QList<unpack::TarballInfo>& tarballs);

class Upstreams
{
public:
    Upstreams(const QList<KnownUpstream>& known, const git::Repository& repository, CommitGraph& graph);

    struct Made
    {
        KnownUpstream upstream = {};
        std::optional<StagedUpstream> staged = {}; ///< only when it is new
        QList<RefUpdate> refs = {};
    };

    struct Request
    {
        QString package = {};
        QString version = {}; ///< upstream version, without epoch and revision
        QString vendor = {};
        QList<unpack::TarballInfo> tarballs = {};
        git::Oid tree = {};
        git::Identity identity = {}; ///< the importer's, at the date of the oldest changelog entry of this version
        /// The newest native version before this one: where a package stopped being native, it is what upstream
        /// goes on from (c52).
        const KnownImport* native = nullptr;
        std::optional<QString> decision = {}; ///< OverrideSpec "upstream" of this version
    };

    /// The commit of these tarballs: the known one, the one of the same content under other tarballs or under a tag
    /// that somebody pushed, or a new one. Error "state.upstream_conflict" when the tag upstream/<version> is
    /// somebody's and stands for other content, and nobody has decided what becomes of it or the tag has moved since
    /// (b13).
    Made make(const Request& request, Tags& tags, git::PackWriter& writer);

    /// Moves upstream/<vendor> to what the vendor has published, if that is forward: an older release that appears
    /// late stays reachable by its tag. Nothing to do for an empty id (native).
    QList<RefUpdate> advance(const QString& vendor, const QString& id);

    /// The commit of the tarballs with this id; nothing when they are not known.
    std::optional<git::Oid> commitOf(const QString& id) const;
    bool isKnown(const git::Oid& commit) const { return m_commits.contains(commit.toHex()); }

private:
    void add(const KnownUpstream& upstream);
    /// Of the same version: made from other tarballs with the same content, or pushed by somebody.
    std::optional<KnownUpstream> sameContent(const Request& request, const Tags& tags) const;
    /// Whether the tag of the version is somebody's and stands for other content.
    bool isForeign(const QString& tag, const Tags& tags) const;
    /// True when the tag is to move to our commit, false when ours takes the next name; throws when that is undecided.
    bool movesTag(const Request& request, const Tags& tags) const;
    std::optional<git::Oid> parentFor(const Request& request) const;

    QList<KnownUpstream> m_known;
    QSet<QString> m_commits; ///< theirs, hex
    const git::Repository& m_repository;
    CommitGraph& m_graph;
    QHash<QString, QString> m_heads; ///< vendor → tip of upstream/<vendor>
};

} // namespace millrace::importer
