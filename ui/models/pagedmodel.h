// SPDX-License-Identifier: GPL-3.0-or-later
// PagedModel: a list of the store (see core/store/lists.h) as an item model that never blocks. It keeps all ids of the
// filter, reads the cells of the rows that are looked at in pages, and turns a refresh into row inserts, moves and
// removes, so that views keep selection and scroll. Sorting and filtering happen in SQL.
// Lives on the GUI thread; reads on the StoreThread it is given, which must outlive it.
#pragma once

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/store/storethread.h"
#include "ui/models/listcolumns.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QSet>
#include <QTimer>

#include <atomic>
#include <memory>

namespace millrace::ui {

enum class LoadState { Loading, Loaded, Empty, Failed };

class PagedModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Role {
        IdRole = Qt::UserRole, ///< qint64: the row's id
        RawRole,               ///< the raw cell
        ToneRole,              ///< int of ui::Tone
        KindRole,              ///< int of ui::CellKind
        LoadedRole,            ///< bool: the row's cells are here
        FractionRole,          ///< double 0–1 of a CellKind::Stage cell's step; below 0 = unknown
    };

    /// @p columns empty = defaultColumns(kind). Reads nothing before the first refresh().
    PagedModel(store::ListKind kind, store::StoreThread& read, QList<ListColumn> columns = {},
               const Clock& clock = Clock::system(), QObject* parent = nullptr);

    store::ListKind kind() const { return m_kind; }
    const QList<ListColumn>& columns() const { return m_columns; }
    /// Position of the model's column that shows @p name; -1 if none does.
    int columnOf(const QString& name) const;

    /// What the person typed. Takes effect at once: ListPane waits until they stop typing.
    void setFilter(const QString& filter);
    QString filter() const { return m_filter; }
    /// A condition of the screen itself, which the person's filter narrows: "signature:12ab…".
    void setBaseFilter(const QString& filter);
    QString baseFilter() const { return m_baseFilter; }
    /// Why the store refused the filter, in words; empty if it did not. The last good rows stay.
    QString filterError() const { return m_filterError; }

    LoadState loadState() const { return m_loadState; }
    /// Failed: what and why.
    QString failure() const { return m_failure; }

    /// While inactive (its screen is hidden) nothing is read; activation catches up.
    void setActive(bool active);
    /// Which ChangeFeed topics make it refresh; set from the kind.
    void setTopics(const QSet<QString>& topics) { m_topics = topics; }

    qint64 idAt(int row) const { return m_ids.value(row, 0); }
    /// -1 if the list has no such row (any more).
    int rowOf(qint64 id) const { return m_rowOfId.value(id, -1); }
    const QList<qint64>& ids() const { return m_ids; }
    /// A raw cell by the list's column name, shown or not; invalid while the row is not read yet.
    QVariant cell(int row, const QString& name) const;
    QVariant cellOf(qint64 id, const QString& name) const { return cell(rowOf(id), name); }
    /// What is in sight is here: the first ids at least, and all pages that a view asked for.
    bool isSettled() const;
    /// All ids are here. A new filter of a long list shows its first rows before that.
    bool isWhole() const { return m_whole; }

    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    void sort(int column, Qt::SortOrder order) override;

public slots:
    /// Reads the ids again, and the cells of the rows in the cache.
    void refresh();
    /// Connect to ChangeFeed::changed.
    void noteChanges(const QSet<QString>& topics);

signals:
    void loadStateChanged();
    void filterErrorChanged();
    /// Around a change of rows, so that a view can keep its place.
    void refreshStarting();
    void refreshed();
    /// Cells of these rows arrived or changed (after dataChanged).
    void rowsArrived(const QList<qint64>& ids);

protected:
    /// Text of a cell that is loaded; subclasses add what the store does not know (live progress).
    virtual QString displayText(int row, const ListColumn& column, const QVariant& cell) const;
    /// The raw cell of a shown column; subclasses may know it fresher than the store.
    virtual QVariant rawCell(int row, const ListColumn& column, const QVariant& cell) const;
    virtual double fraction(int row) const;
    qint64 nowMs() const { return m_clock.nowMs(); }
    void announce(int row);

private:
    struct Cached
    {
        QVariantList cells = {};
        quint64 generation = 0; ///< of the refresh it was read after
    };

    void setState(LoadState state, const QString& failure = {});
    void setFilterError(const QString& error);
    void askAgain();
    struct List
    {
        QList<qint64> ids = {};
        QList<store::ListRow> rows = {};
        bool whole = true; ///< no id is missing
    };
    void takeList(const List& list);
    void applyIds(const QList<qint64>& ids);
    void applyByLayout(const QList<qint64>& ids);
    void setIds(const QList<qint64>& ids);
    void fail(const Error& error);
    void want(int row) const;
    void noteLook(int row) const;
    QList<qint64> keep(const QList<store::ListRow>& rows, quint64 generation);
    void announceCells(const QList<qint64>& ids);
    void fetchWanted();
    void takeRows(const QList<qint64>& asked, const QList<store::ListRow>& rows, quint64 generation);

    const store::ListKind m_kind;
    store::StoreThread& m_read;
    const QList<ListColumn> m_columns;
    QList<int> m_cellIndex; ///< model column → position in ListRow::cells; -1 = not a cell of the list
    const int m_pageRows;   ///< read at once
    const Clock& m_clock;
    QString m_filter, m_baseFilter, m_filterError, m_failure, m_sort;
    bool m_descending = false, m_active = true, m_dirty = true, m_reading = false;
    bool m_filtered = true; ///< the filter is another one since the ids were read
    bool m_whole = true;    ///< the ids are no mere beginning
    LoadState m_loadState = LoadState::Loading;
    QSet<QString> m_topics;
    QList<qint64> m_ids;
    QHash<qint64, int> m_rowOfId;
    QHash<qint64, Cached> m_cells;
    quint64 m_generation = 0;
    /// Of the newest id question: an older one is not read any more, or its answer is dropped.
    const std::shared_ptr<std::atomic<quint64>> m_token = std::make_shared<std::atomic<quint64>>(0);
    mutable QSet<int> m_wantedPages; ///< pages that a view looked at and that are missing or out of date
    mutable QList<int> m_looked;     ///< the last two pages that a view looked at: a refresh reads them at once
    QSet<qint64> m_underWay;         ///< asked for, not here yet
    QTimer m_refreshTimer;
    mutable QTimer m_fetchTimer;
};

} // namespace millrace::ui
