// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/foreigncommits.h"

#include "core/base/error.h"
#include "core/git/repository.h"

#include <QSet>

namespace millrace::importer {

namespace {

/// Branches that the importer alone writes, without a last-known-good ref beside them.
bool isMadeBranch(const QString& name)
{
    return name.startsWith(QLatin1String("upstream/")) || name.startsWith(QLatin1String("patches-applied/")) ||
           name == QLatin1String("pristine-tar");
}

} // namespace

std::optional<git::CommitFields> commitIfAny(const git::Repository& repository, const git::Oid& oid)
{
    try {
        return repository.commit(oid);
    } catch (const Error&) {
        return std::nullopt; // a tag may stand for a blob, and a name for nothing at all
    }
}

QList<git::Oid> ForeignCommits::foreignTips()
{
    const QString heads = QStringLiteral("refs/heads/");
    const QString tags = QStringLiteral("refs/tags/");
    const QString good = QStringLiteral("refs/importer/good/");
    QSet<QString> imported;
    for (const git::Ref& ref : m_repository.refs(good))
        imported.insert(ref.name.mid(good.size()));
    QList<git::Oid> tips;
    for (const git::Ref& ref : m_repository.refs(heads)) {
        const QString name = ref.name.mid(heads.size());
        if (!imported.contains(name) && !isMadeBranch(name))
            tips.append(ref.peeled);
    }
    for (const git::Ref& ref : m_repository.refs(tags)) {
        if (m_isKnown(ref.peeled))
            continue;
        m_tags.insert(ref.name.mid(tags.size()), ref.peeled);
        tips.append(ref.peeled);
    }
    return tips;
}

void ForeignCommits::readAll()
{
    if (std::exchange(m_read, true))
        return;
    QList<git::Oid> open = foreignTips();
    QSet<git::Oid> seen(open.cbegin(), open.cend());
    while (!open.isEmpty()) {
        const git::Oid oid = open.takeLast();
        const std::optional<git::CommitFields> commit = commitIfAny(m_repository, oid);
        if (!commit)
            continue;
        m_byTree[commit->tree].append({oid, commit->committer.seconds});
        for (const git::Oid& parent : commit->parents) {
            if (!seen.contains(parent)) {
                seen.insert(parent);
                open.append(parent);
            }
        }
    }
}

std::optional<git::Oid> ForeignCommits::find(const Wanted& wanted)
{
    readAll();
    const auto rank = [&](const Candidate& candidate) {
        qsizetype best = 0;
        for (; best < wanted.tags.size(); ++best) {
            if (m_tags.value(wanted.tags.at(best)) == candidate.commit)
                return best;
        }
        return wanted.named == candidate.commit ? best : best + 1;
    };
    const auto better = [&](const Candidate& a, const Candidate& b) {
        return std::tuple(rank(a), -a.seconds, a.commit) < std::tuple(rank(b), -b.seconds, b.commit);
    };
    std::optional<Candidate> best;
    for (const Candidate& candidate : m_byTree.value(wanted.tree)) {
        if (!m_isKnown(candidate.commit) && wanted.fits(candidate.commit) && (!best || better(candidate, *best)))
            best = candidate;
    }
    return best ? std::optional<git::Oid>(best->commit) : std::nullopt;
}

} // namespace millrace::importer
