// SPDX-License-Identifier: GPL-3.0-or-later
// ForeignCommits: what people pushed themselves. An upload whose tree is there already is adopted instead of made once
// more (importer.md b8, c59). Nothing is fetched: a commit that is only named somewhere does not count.
// The repository outlives it; same thread.
#pragma once

#include "core/git/objects.h"

#include <QHash>
#include <QStringList>

#include <functional>
#include <optional>

namespace millrace::git {
class Repository;
}

namespace millrace::importer {

/// The commit @p oid; nothing when it is not here or something else.
std::optional<git::CommitFields> commitIfAny(const git::Repository& repository, const git::Oid& oid);

class ForeignCommits
{
public:
    /// Tells commits that imports have made or adopted already.
    using IsKnown = std::function<bool(const git::Oid&)>;

    ForeignCommits(const git::Repository& repository, IsKnown isKnown)
        : m_repository(repository)
        , m_isKnown(std::move(isKnown))
    {
    }

    struct Wanted
    {
        git::Oid tree = {};
        QStringList tags = {};              ///< names that would say it, best first: "debian/1.0-1", "upload/1.0-1"
        std::optional<git::Oid> named = {}; ///< the .dsc's Dgit field
        std::function<bool(const git::Oid&)> fits = {}; ///< whether its history is one that the upload can have
    };

    /// The commit to adopt: reachable from a branch or tag that no import made, with exactly this tree. Of several the
    /// one that a tag names, then the one the .dsc names, then the newest.
    std::optional<git::Oid> find(const Wanted& wanted);

private:
    struct Candidate
    {
        git::Oid commit = {};
        qint64 seconds = 0;
    };
    void readAll();
    QList<git::Oid> foreignTips();

    const git::Repository& m_repository;
    IsKnown m_isKnown;
    bool m_read = false;
    QHash<git::Oid, QList<Candidate>> m_byTree;
    QHash<QString, git::Oid> m_tags; ///< name without refs/tags/ → commit
};

} // namespace millrace::importer
