// SPDX-License-Identifier: GPL-3.0-or-later
// Branches: where each branch stands, this job's own plans included, and the ref updates that move one with its
// last-known-good ref. The repository outlives it; same thread.
#pragma once

#include "core/git/oid.h"
#include "core/importer/staged.h"

#include <QHash>

#include <optional>

namespace millrace::git {
class Repository;
}

namespace millrace::importer {

struct Branch
{
    std::optional<git::Oid> tip = {};  ///< nothing where it does not exist yet
    std::optional<git::Oid> good = {}; ///< where an import left it
};

class Branches
{
public:
    explicit Branches(const git::Repository& repository)
        : m_repository(repository)
    {
    }

    /// @p name: "debian/sid".
    Branch at(const QString& name);

    /// The branch goes to @p tip and @p good is what the importer vouches for: the same commit, but for a branch on
    /// which somebody has gone on already. Empty when nothing moves.
    QList<RefUpdate> move(const QString& name, const git::Oid& tip, const git::Oid& good);

private:
    /// The value of @p ref as it will be when the updates so far are done; empty = does not exist.
    QString& value(const QString& ref);

    const git::Repository& m_repository;
    QHash<QString, QString> m_values;
};

} // namespace millrace::importer
