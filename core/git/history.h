// SPDX-License-Identifier: GPL-3.0-or-later
// History: commits in pages, children before parents, for a graph. Borrows the repository; walks once, front to back.
// One object belongs to one thread.
#pragma once

#include "core/git/libgit.h"
#include "core/git/objects.h"

#include <QHash>
#include <QStringList>

namespace millrace::git {

class Repository;

struct HistoryEntry
{
    Oid oid = {};
    QList<Oid> parents = {};
    Identity author = {};
    QString subject = {};  ///< first line of the message
    QStringList refs = {}; ///< full names of the refs at this commit, tags peeled; sorted
};

class History
{
public:
    /// Everything reachable from @p tips (commits; null ones are passed over).
    History(const Repository& repository, const QList<Oid>& tips);
    /// Everything reachable from the refs below any of @p prefixes ("refs/heads/", "refs/tags/").
    static History ofRefs(const Repository& repository,
                          const QStringList& prefixes = {QStringLiteral("refs/heads/"), QStringLiteral("refs/tags/")});

    /// The next @p count commits; fewer at the end, none behind it. Newer commits come first where the graph allows.
    QList<HistoryEntry> nextPage(int count);

private:
    const Repository& m_repository;
    Handle<git_revwalk> m_walk;
    QHash<Oid, QStringList> m_refs;
};

} // namespace millrace::git
