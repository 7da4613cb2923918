// SPDX-License-Identifier: GPL-3.0-or-later
// Brings a store's schema up to date: numbered SQL files :/sql/<dialect>/NNNN_name.sql, forward only. An empty SQLite
// store gets their sum at once, whole.sql, which the build makes of them (sqlite/wholeschema.cpp): SQLite reads its
// whole schema again for each ALTER TABLE, and a scratch import would wait longer for that than for its work.
// Runs on the store's thread.
#pragma once

#include <QStringList>

namespace millrace::store {

class Database;

class Migrations
{
public:
    explicit Migrations(Database& database)
        : m_database(database)
    {
    }

    /// The schema's number in the store; 0 = empty.
    int current() const;
    /// The newest number this program knows.
    int newest() const;
    /// Applies what is missing, each file (or the sum of all) in one transaction; returns the file names applied. @p
    /// last: no further than this number, which leaves a store as an older program has it; 0 = all. Throws Error
    /// "store.newer" when the store is ahead of this program, and touches nothing then.
    QStringList apply(int last = 0);
    /// Throws "store.newer", or "store.old" when migrations are missing: for read-only connections.
    void check() const;

private:
    QStringList files() const;
    QString text(const QString& name) const;
    /// True if the store was empty and there is such a sum.
    bool applyWhole();
    Database& m_database;
};

} // namespace millrace::store
