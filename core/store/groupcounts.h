// SPDX-License-Identifier: GPL-3.0-or-later
// How many open failures each group has: counted once, kept until a failure changes. Counting a hundred thousand
// failures takes as long as a person lets a filter take. Part of Lists; its thread rule.
#pragma once

#include <QString>

namespace millrace::store {

class Database;

class GroupCounts
{
public:
    explicit GroupCounts(Database& database)
        : m_database(database)
    {
    }

    /// A source in the place of ListSpec::from of groups, "%1" for a further condition included, that counts nothing;
    /// empty where the counts are not known. @p counted: the groups, as a source that counts all of them. With it they
    /// are counted now if need be, as they will be asked for.
    QString source(const QString& counted = {});

private:
    Database& m_database;
    QString m_source;
    qint64 m_seq = -1; ///< of the change feed, when they were counted
};

} // namespace millrace::store
