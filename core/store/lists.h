// SPDX-License-Identifier: GPL-3.0-or-later
// The lists that people look at, in the console and on the command line: filtered, sorted and paged in SQL.
// A list is read in two steps: all ids of a filter in order (gives an honest count and lets a model keep selection and
// scroll by id), then the cells of the few rows in sight. Of a large list the first ids can be had before all others.
// Reached through StateStore; runs on the store's thread.
#pragma once

#include "core/store/groupcounts.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <optional>

namespace millrace::store {

class Database;

enum class ListKind {
    Packages, ///< every source package the archives have
    Queue,    ///< jobs that wait, in the order in which they will be leased
    Running,  ///< jobs that run, on any host
    Groups,   ///< open failures by signature
    Failures, ///< single failures, open ones first
    Jobs,     ///< all jobs, newest first
    Events,   ///< the audit log, newest first
    Findings, ///< what verification found and is not gone, the worst first
};

struct ListQuery
{
    QString filter = {}; ///< the filter language: see filter.h
    QString sort = {};   ///< a column name of listColumns(); empty = the list's own order
    bool descending = false;
};

/// One row: its id and one cell per listColumns() entry. Times are epoch milliseconds (0 = never), texts are raw.
struct ListRow
{
    qint64 id = 0;
    QVariantList cells = {};
};

class Lists
{
public:
    explicit Lists(Database& database)
        : m_database(database)
        , m_groups(database)
    {
    }

    /// All ids that match, in order. Throws Error "usage.filter" that says what is wrong with the filter.
    /// @p most: only the first of them; 0 = all.
    QList<qint64> ids(ListKind kind, const ListQuery& query, qsizetype most = 0) const;
    /// Whether the first ids in the order of the query cost less than all: an index has that order.
    static bool hasFirst(ListKind kind, const ListQuery& query);
    /// The rows of @p ids, in that order; ids that are gone are left out. At most a few hundred at a time.
    QList<ListRow> rows(ListKind kind, const QList<qint64>& ids) const;

    /// Column names, the same in JSON, in the filter language's fields and in `sort`.
    static QStringList columns(ListKind kind);
    /// Position of a column in ListRow::cells; -1 if the list has none of that name.
    static int column(ListKind kind, const QString& name);
    /// Fields that a filter of this list understands, for completion.
    static QStringList filterFields(ListKind kind);
    /// Row as JSON object with the column names as keys, times as ISO 8601, *_json columns as JSON.
    static QJsonObject toJson(ListKind kind, const ListRow& row);

private:
    /// The ids of at most a thousand rows whose indexed text has @p text, and maybe a few more than those; nothing if
    /// they are more, or the text is too short for the index.
    std::optional<QList<qint64>> idsWithText(const QString& table, const QString& text) const;

    /// What is listed; @p condition inside of its grouping, if it has one. Without any, all groups are counted.
    QString sourceOf(ListKind kind, const QString& condition) const;

    Database& m_database;
    mutable GroupCounts m_groups;
};

/// A signature's id in ListKind::Groups: its 16 hex digits as a number, and back.
qint64 groupId(const QString& signature);
QString signatureOfGroup(qint64 id);

} // namespace millrace::store
