// SPDX-License-Identifier: GPL-3.0-or-later
// How a PagedModel reads: the ids of the filter, the pages that views look at, the differences of a refresh.
#include "core/base/answer.h"
#include "ui/models/format.h"
#include "ui/models/iddiff.h"
#include "ui/models/pagedmodel.h"

namespace millrace::ui {

namespace {

constexpr qsizetype cacheRows = 4000;

} // namespace

void PagedModel::setFilter(const QString& filter)
{
    if (std::exchange(m_filter, filter.trimmed()) == m_filter)
        return;
    m_filtered = true;
    askAgain();
}

void PagedModel::setBaseFilter(const QString& filter)
{
    if (std::exchange(m_baseFilter, filter.trimmed()) == m_baseFilter)
        return;
    m_filtered = true;
    askAgain();
}

void PagedModel::setActive(bool active)
{
    m_active = active;
    if (m_active && m_dirty)
        refresh();
}

void PagedModel::noteChanges(const QSet<QString>& topics)
{
    if (!topics.intersects(m_topics))
        return;
    m_dirty = true;
    if (m_active && !m_refreshTimer.isActive())
        m_refreshTimer.start();
}

/// Another question: whatever is under way for the old one is not waited for.
void PagedModel::askAgain()
{
    m_reading = false;
    m_whole = true;
    m_dirty = true;
    ++*m_token;
    m_looked.clear(); // its rows are others: most likely the first ones are looked at
    if (m_active)
        refresh();
}

void PagedModel::refresh()
{
    m_refreshTimer.stop();
    // A change during a read is caught up with when the answer is here; a slow store is not asked twice at once.
    m_dirty = true;
    if (m_reading)
        return;
    m_dirty = false;
    m_reading = true;
    const quint64 token = ++*m_token;
    const store::ListQuery query{(m_baseFilter + QLatin1Char(' ') + m_filter).trimmed(), m_sort, m_descending};
    // Who filters looks at the first rows; the others follow. In an order of a person's own the first are found last.
    const bool filtered = std::exchange(m_filtered, false);
    const bool first = filtered && store::Lists::hasFirst(m_kind, query);
    // What is in sight comes with the ids: it is painted once, and never with what is out of date.
    const QList<int> pages = filtered || m_looked.isEmpty() ? QList<int>{0} : m_looked;
    answer(
        m_read.run([kind = m_kind, query, pages, most = first ? m_pageRows : 0, pageRows = m_pageRows, token,
                    newest = m_token](store::StateStore& store) {
            List list;
            if (token != *newest)
                return list; // somebody types faster than the store reads
            list.ids = store.lists.ids(kind, query, most);
            list.whole = most == 0 || list.ids.size() < most;
            for (const int page : pages)
                list.rows += store.lists.rows(kind, list.ids.mid(qsizetype(page) * pageRows, pageRows));
            return list;
        }),
        this,
        [this, token](const List& list) {
            if (token == *m_token)
                takeList(list);
        },
        [this, token](const Error& error) {
            if (token == *m_token)
                fail(error);
        });
}

void PagedModel::fail(const Error& error)
{
    m_reading = false;
    if (error.errorClass() == QLatin1String("usage")) {
        setFilterError(error.message());
        if (m_loadState == LoadState::Loading)
            setState(LoadState::Empty);
        return;
    }
    setState(LoadState::Failed,
             (sentenceText(error.message()) + QLatin1Char(' ') + sentenceText(error.advice())).trimmed());
}

void PagedModel::takeList(const List& list)
{
    m_reading = false;
    m_whole = list.whole;
    setFilterError({});
    emit refreshStarting();
    ++m_generation;
    const QList<qint64> changed = keep(list.rows, m_generation);
    applyIds(list.ids);
    if (m_cells.size() > cacheRows) {
        // What no view has looked at since the last refresh is not worth keeping.
        erase_if(m_cells, [this](const auto& entry) { return entry.value().generation + 1 < m_generation; });
    }
    setState(m_ids.isEmpty() ? LoadState::Empty : LoadState::Loaded);
    announceCells(changed);
    emit refreshed();
    emit rowsArrived(changed);
    if (m_reading)
        return; // somebody who heard of it asks for something else
    m_dirty = m_dirty || !m_whole;
    if (m_dirty && m_active)
        m_whole ? m_refreshTimer.start() : refresh();
}

void PagedModel::applyIds(const QList<qint64>& ids)
{
    if (ids == m_ids)
        return;
    const IdDiff diff = diffIds(m_ids, ids);
    const bool many = m_ids.isEmpty() || ids.isEmpty() || diff.changed * 5 > ids.size() + m_ids.size();
    const bool scattered = diff.removed.size() + diff.inserted.size() > 200;
    if (diff.reordered || (many && diff.changed > 50) || scattered) {
        applyByLayout(ids);
        return;
    }
    QList<qint64> rows = m_ids;
    for (const IdRun& run : diff.removed) {
        beginRemoveRows({}, static_cast<int>(run.first), static_cast<int>(run.first + run.count - 1));
        rows.remove(run.first, run.count);
        setIds(rows);
        endRemoveRows();
    }
    for (const IdRun& run : diff.inserted) {
        beginInsertRows({}, static_cast<int>(run.first), static_cast<int>(run.first + run.count - 1));
        for (qsizetype i = 0; i < run.count; ++i)
            rows.insert(run.first + i, ids[run.first + i]);
        setIds(rows);
        endInsertRows();
    }
}

/// Rows that are gone invalidate their persistent indexes; all others follow their id.
void PagedModel::applyByLayout(const QList<qint64>& ids)
{
    emit layoutAboutToBeChanged();
    const QModelIndexList before = persistentIndexList();
    QList<qint64> idOfIndex;
    for (const QModelIndex& index : before)
        idOfIndex.append(idAt(index.row()));
    setIds(ids);
    QModelIndexList after;
    for (qsizetype i = 0; i < before.size(); ++i) {
        const int row = rowOf(idOfIndex[i]);
        after.append(row < 0 ? QModelIndex() : index(row, before[i].column()));
    }
    changePersistentIndexList(before, after);
    emit layoutChanged();
}

void PagedModel::setIds(const QList<qint64>& ids)
{
    m_ids = ids;
    m_rowOfId.clear();
    m_rowOfId.reserve(ids.size());
    for (int row = 0; row < m_ids.size(); ++row)
        m_rowOfId.insert(m_ids[row], row);
}

void PagedModel::want(int row) const
{
    m_wantedPages.insert(row / m_pageRows);
    if (!m_fetchTimer.isActive())
        m_fetchTimer.start();
}

void PagedModel::noteLook(int row) const
{
    const int page = row / m_pageRows;
    if (!m_looked.isEmpty() && m_looked.constLast() == page)
        return;
    m_looked.removeAll(page);
    if (m_looked.size() > 1)
        m_looked.removeFirst();
    m_looked.append(page);
}

void PagedModel::fetchWanted()
{
    QList<qint64> ids;
    for (int page : std::exchange(m_wantedPages, {})) {
        for (qsizetype row = qsizetype(page) * m_pageRows;
             row < std::min<qsizetype>(m_ids.size(), (page + 1) * m_pageRows); ++row) {
            const qint64 id = m_ids[row];
            const auto cached = m_cells.constFind(id);
            const bool fresh = cached != m_cells.cend() && cached->generation == m_generation;
            if (!fresh && !m_underWay.contains(id)) {
                m_underWay.insert(id);
                ids.append(id);
            }
        }
    }
    if (ids.isEmpty())
        return;
    answer(
        m_read.run([kind = m_kind, ids](store::StateStore& store) { return store.lists.rows(kind, ids); }), this,
        [this, ids, generation = m_generation](const QList<store::ListRow>& rows) { takeRows(ids, rows, generation); },
        [this, ids](const Error& error) {
            for (qint64 id : ids)
                m_underWay.remove(id);
            fail(error);
        });
}

void PagedModel::takeRows(const QList<qint64>& asked, const QList<store::ListRow>& rows, quint64 generation)
{
    for (qint64 id : asked)
        m_underWay.remove(id);
    const QList<qint64> changed = keep(rows, generation);
    announceCells(changed);
    // A refresh overtook these rows while they were read: the next paint would ask, but nothing may paint.
    if (generation != m_generation) {
        for (const store::ListRow& row : rows) {
            if (const int at = rowOf(row.id); at >= 0)
                want(at);
        }
    }
    emit rowsArrived(changed);
}

/// Which of the rows have other cells now.
QList<qint64> PagedModel::keep(const QList<store::ListRow>& rows, quint64 generation)
{
    QList<qint64> changed;
    for (const store::ListRow& row : rows) {
        Cached& cached = m_cells[row.id];
        if (cached.cells != row.cells)
            changed.append(row.id);
        cached = {row.cells, generation};
    }
    return changed;
}

void PagedModel::announceCells(const QList<qint64>& ids)
{
    int first = rowCount(), last = -1;
    for (const qint64 id : ids) {
        if (const int at = rowOf(id); at >= 0) {
            first = std::min(first, at);
            last = std::max(last, at);
        }
    }
    if (last >= 0)
        emit dataChanged(index(first, 0), index(last, columnCount() - 1));
}

bool PagedModel::isSettled() const
{
    const bool current = !m_whole || (!m_reading && !m_dirty);
    return current && m_loadState != LoadState::Loading && m_wantedPages.isEmpty() && m_underWay.isEmpty();
}

void PagedModel::setState(LoadState state, const QString& failure)
{
    if (m_loadState == state && m_failure == failure)
        return;
    m_loadState = state;
    m_failure = failure;
    emit loadStateChanged();
}

void PagedModel::setFilterError(const QString& error)
{
    if (std::exchange(m_filterError, error) != m_filterError)
        emit filterErrorChanged();
}

} // namespace millrace::ui
