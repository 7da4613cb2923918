// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/parents.h"

#include "core/base/error.h"
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

QList<git::Oid> changelogParents(const ParentInput& input, const QList<KnownImport>& imports)
{
    QList<KnownImport> before;
    if (input.parentOverride) {
        before = importsOf(*input.parentOverride, input.vendor, imports);
        if (before.isEmpty() && !input.parentOverride->isEmpty())
            throw Error(QStringLiteral("changelog.parent"),
                        QStringLiteral("the override names %1 as the parent, which was never imported")
                            .arg(*input.parentOverride))
                .withAdvice(QStringLiteral("import that version first, or change the override"));
    } else {
        const QString own = input.changelogVersions.value(0);
        for (const QString& version : input.changelogVersions.mid(1)) {
            // A changelog that lists its own version twice must not make an upload its own parent.
            if (version != own)
                before = importsOf(version, input.vendor, imports);
            if (!before.isEmpty())
                break;
        }
    }
    QList<git::Oid> commits;
    for (const KnownImport& import : std::as_const(before)) {
        if (const std::optional<git::Oid> commit = git::Oid::fromHex(import.commit))
            commits.append(*commit);
    }
    return commits;
}

QList<git::Oid> chooseParents(const ParentInput& input, const QList<KnownImport>& imports, CommitGraph& graph)
{
    QList<git::Oid> parents;
    const auto add = [&](const git::Oid& commit) {
        const bool reachable = std::any_of(parents.cbegin(), parents.cend(), [&](const git::Oid& parent) {
            return graph.isAncestorOrEqual(commit, parent);
        });
        if (!reachable)
            parents.append(commit);
    };
    if (input.tip)
        add(*input.tip);
    for (const git::Oid& commit : changelogParents(input, imports))
        add(commit);
    if (input.upstream)
        add(*input.upstream);
    return parents;
}

} // namespace millrace::importer
