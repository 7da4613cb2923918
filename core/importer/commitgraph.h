// SPDX-License-Identifier: GPL-3.0-or-later
// CommitGraph: who descends from whom, over the repository's commits and those that this job has made but not yet
// published. The repository outlives it; same thread.
#pragma once

#include "core/git/oid.h"

#include <QHash>
#include <QList>

namespace millrace::git {
class Repository;
}

namespace millrace::importer {

class CommitGraph
{
public:
    explicit CommitGraph(const git::Repository& repository)
        : m_repository(repository)
    {
    }

    /// Tells of a commit that the repository does not show yet.
    void add(const git::Oid& commit, const QList<git::Oid>& parents) { m_parents.insert(commit, parents); }

    /// True when @p ancestor is @p commit or reachable from it.
    bool isAncestorOrEqual(const git::Oid& ancestor, const git::Oid& commit);
    /// True when @p commit lies on the line of first parents that starts at @p tip.
    bool onFirstParentLine(const git::Oid& commit, const git::Oid& tip);

private:
    const QList<git::Oid>& parents(const git::Oid& commit);

    const git::Repository& m_repository;
    QHash<git::Oid, QList<git::Oid>> m_parents;
};

} // namespace millrace::importer
