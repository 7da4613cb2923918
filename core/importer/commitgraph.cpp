// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/commitgraph.h"

#include "core/git/repository.h"

#include <QSet>

namespace millrace::importer {

const QList<git::Oid>& CommitGraph::parents(const git::Oid& commit)
{
    auto it = m_parents.find(commit);
    if (it == m_parents.end())
        it = m_parents.insert(commit, m_repository.commit(commit).parents);
    return it.value();
}

bool CommitGraph::isAncestorOrEqual(const git::Oid& ancestor, const git::Oid& commit)
{
    QSet<git::Oid> seen{commit};
    QList<git::Oid> open{commit};
    while (!open.isEmpty()) {
        const git::Oid next = open.takeLast();
        if (next == ancestor)
            return true;
        for (const git::Oid& parent : parents(next)) {
            if (seen.contains(parent))
                continue;
            seen.insert(parent);
            open.append(parent);
        }
    }
    return false;
}

bool CommitGraph::onFirstParentLine(const git::Oid& commit, const git::Oid& tip)
{
    for (git::Oid at = tip;;) {
        if (at == commit)
            return true;
        const QList<git::Oid>& next = parents(at);
        if (next.isEmpty())
            return false;
        at = next.constFirst();
    }
}

} // namespace millrace::importer
