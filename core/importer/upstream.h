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
    };

    /// The commit of these tarballs: the known one, the one of the same content under other tarballs, or a new one.
    Made make(const Request& request, Tags& tags, git::PackWriter& writer);

private:
    std::optional<git::Oid> parentFor(const QString& version) const;

    QList<KnownUpstream> m_known;
    const git::Repository& m_repository;
    CommitGraph& m_graph;
    QHash<QString, QString> m_heads; ///< vendor → tip of upstream/<vendor>
};

} // namespace millrace::importer
