// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/history.h"

#include "core/git/repository.h"

#include <git2.h>

namespace millrace::git {

History::History(const Repository& repository, const QList<Oid>& tips)
    : m_repository(repository)
    , m_walk(obtain<git_revwalk>("walk the history", git_revwalk_new, repository.handle()))
{
    check(git_revwalk_sorting(m_walk.get(), GIT_SORT_TOPOLOGICAL | GIT_SORT_TIME), "walk the history");
    for (const Oid& tip : tips) {
        const git_oid id = toGit(tip);
        if (!tip.isNull())
            check(git_revwalk_push(m_walk.get(), &id), "walk the history", {{QStringLiteral("tip"), tip.toHex()}});
    }
    for (const Ref& ref : repository.refs())
        m_refs[ref.peeled].append(ref.name);
}

History History::ofRefs(const Repository& repository, const QStringList& prefixes)
{
    QList<Oid> tips;
    for (const QString& prefix : prefixes) {
        for (const Ref& ref : repository.refs(prefix)) {
            git_object* raw = nullptr;
            const git_oid id = toGit(ref.peeled);
            check(git_object_lookup(&raw, repository.handle(), &id, GIT_OBJECT_ANY), "read a ref's object",
                  {{QStringLiteral("ref"), ref.name}});
            // A tag may name a tree or a blob; those have no history.
            const Handle<git_object> object(raw);
            if (git_object_type(raw) == GIT_OBJECT_COMMIT && !tips.contains(ref.peeled))
                tips.append(ref.peeled);
        }
    }
    return History(repository, tips);
}

QList<HistoryEntry> History::nextPage(int count)
{
    QList<HistoryEntry> page;
    page.reserve(count);
    git_oid id;
    while (page.size() < count) {
        const int result = git_revwalk_next(&id, m_walk.get());
        if (result == GIT_ITEROVER)
            break;
        check(result, "walk the history");
        HistoryEntry entry;
        entry.oid = fromGit(&id);
        const CommitFields fields = m_repository.commit(entry.oid);
        entry.parents = fields.parents;
        entry.author = fields.author;
        entry.subject = QString::fromUtf8(fields.message.split('\n').constFirst());
        entry.refs = m_refs.value(entry.oid);
        page.append(entry);
    }
    return page;
}

} // namespace millrace::git
