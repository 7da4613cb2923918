// SPDX-License-Identifier: GPL-3.0-or-later
// Brings a store's schema up to date: numbered SQL files :/sql/<dialect>/NNNN_name.sql, forward only.
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
    /// Applies what is missing, each file in one transaction; returns the file names applied. @p last: no further than
    /// this number, which leaves a store as an older program has it; 0 = all.
    /// Throws Error "store.newer" when the store is ahead of this program, and touches nothing then.
    QStringList apply(int last = 0);
    /// Throws "store.newer", or "store.old" when migrations are missing: for read-only connections.
    void check() const;

private:
    QStringList files() const;
    Database& m_database;
};

} // namespace millrace::store
