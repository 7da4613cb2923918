// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/parents.h"

#include "core/importer/commitgraph.h"

namespace millrace::importer {

QList<KnownImport> importsOf(const QString& version, const QString& vendor, const QList<KnownImport>& imports)
{
    QList<KnownImport> own;
    QList<KnownImport> others;
    for (const KnownImport& import : imports) {
        if (import.version == version)
            (import.vendor == vendor ? own : others).append(import);
    }
    return own.isEmpty() ? others : own;
}

QList<git::Oid> chooseParents(const ParentInput& input, const QList<KnownImport>& imports, CommitGraph& graph)
{
    QList<git::Oid> parents;
    const auto reachable = [&](const git::Oid& commit) {
        return std::any_of(parents.cbegin(), parents.cend(),
                           [&](const git::Oid& parent) { return graph.isAncestorOrEqual(commit, parent); });
    };
    if (input.tip)
        parents.append(*input.tip);
    const QString own = input.changelogVersions.value(0);
    for (const QString& version : input.changelogVersions.mid(1)) {
        // A changelog that lists its own version twice must not make an upload its own parent.
        if (version == own)
            continue;
        const QList<KnownImport> candidates = importsOf(version, input.vendor, imports);
        for (const KnownImport& candidate : candidates) {
            const std::optional<git::Oid> commit = git::Oid::fromHex(candidate.commit);
            if (commit && !reachable(*commit))
                parents.append(*commit);
        }
        if (!candidates.isEmpty())
            break;
    }
    if (input.upstream && !reachable(*input.upstream))
        parents.append(*input.upstream);
    return parents;
}

} // namespace millrace::importer
