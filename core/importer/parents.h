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
};

/// The branch's tip first, so that the branch only ever moves forward; then the imports of the first older changelog
/// version that has one; then the upstream commit, where it is not reachable already.
QList<git::Oid> chooseParents(const ParentInput& input, const QList<KnownImport>& imports, CommitGraph& graph);

/// Imports of @p version: the vendor's own if it has any, else those of the others, in the order they were made.
QList<KnownImport> importsOf(const QString& version, const QString& vendor, const QList<KnownImport>& imports);

} // namespace millrace::importer
