// SPDX-License-Identifier: GPL-3.0-or-later
// HistoryModel: the commits of one repository, newest first, with their graph. Reads a page at a time on the
// RepositoryThread as the view asks for more. GUI thread.
#pragma once

#include "ui/package/graphlayout.h"
#include "ui/package/repositorythread.h"

#include <QAbstractTableModel>

namespace millrace::ui {

class HistoryModel final : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { Subject, Author, Date, Commit, ColumnCount };

    /// Does not own @p thread, which must outlive it.
    explicit HistoryModel(RepositoryThread& thread, QObject* parent = nullptr);

    /// Shows another repository, or the same one anew if its refs moved. Empty = none.
    void setRepository(const QString& path);
    /// Reads the same repository again; the rows are replaced only if something changed.
    void reload();

    enum class State { Nothing, Loading, Loaded, Failed };
    State state() const { return m_state; }
    QString failure() const { return m_failure; }

    const git::HistoryEntry& entry(int row) const { return m_entries.at(row); }
    const GraphRow& graph(int row) const { return m_graph.at(row); }
    /// Lanes of the widest row so far.
    int lanes() const { return m_lanes; }
    /// -1 if it is not read (yet).
    int rowOf(const git::Oid& oid) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    bool canFetchMore(const QModelIndex& parent) const override;
    void fetchMore(const QModelIndex& parent) override;

signals:
    void stateChanged();

private:
    void start();
    void takeFirst(const QList<git::HistoryEntry>& page);
    void append(const QList<git::HistoryEntry>& page);
    void fail(const QString& why);

    RepositoryThread& m_thread;
    QString m_path, m_failure;
    State m_state = State::Nothing;
    QList<git::HistoryEntry> m_entries;
    QList<GraphRow> m_graph;
    GraphLayout m_layout;
    int m_lanes = 1;
    int m_token = 0;
    bool m_more = false;
    bool m_fetching = false;
};

/// "debian/bookworm" of "refs/heads/debian/bookworm".
QString shortRef(const QString& ref);
bool isTag(const QString& ref);
/// Whether people call the commit by this ref: branches and tags, not the importer's own marks.
bool isLabel(const QString& ref);

} // namespace millrace::ui
