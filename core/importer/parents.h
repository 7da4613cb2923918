// SPDX-License-Identifier: GPL-3.0-or-later
// Chooses the parents of an import's commit (importer.md b8). Pure but for questions to the CommitGraph.
#pragma once

#include "core/git/oid.h"
#include "core/importer/jobspec.h"

#include <optional>

namespace millrace::importer {

class CommitGraph;

struct ParentInput
{
    QStringList changelogVersions = {};    ///< newest first, the upload's own version at the front
    QString vendor = {};                   ///< of the archive whose job this is
    std::optional<git::Oid> tip = {};      ///< of the branch that is imported to
    std::optional<git::Oid> upstream = {}; ///< the upstream commit; none for native
    /// A person's word about which version comes before this one, in place of the changelog's; empty text = none.
    std::optional<QString> parentOverride = {};
};

/// The imports of the first older changelog version that has one, or of the version that the override names. Error
/// "changelog.parent" when that one was never imported.
QList<git::Oid> changelogParents(const ParentInput& input, const QList<KnownImport>& imports);

/// The branch's tip first, so that the branch only ever moves forward; then the changelog's
/// parents and the upstream commit, each where it is not reachable already.
QList<git::Oid> chooseParents(const ParentInput& input, const QList<KnownImport>& imports, CommitGraph& graph);

/// Imports of @p version: the vendor's own if it has any, else those of the others, in the order they were made.
QList<KnownImport> importsOf(const QString& version, const QString& vendor, const QList<KnownImport>& imports);

} // namespace millrace::importer
