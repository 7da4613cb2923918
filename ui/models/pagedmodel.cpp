// SPDX-License-Identifier: GPL-3.0-or-later
// What a view sees: cells, headers, order. How they get here is in pagedmodelread.cpp.
#include "ui/models/pagedmodel.h"

#include "ui/models/format.h"

namespace millrace::ui {

using store::ListKind;

namespace {

QSet<QString> topicsOf(ListKind kind)
{
    switch (kind) {
    case ListKind::Packages:
        return {QStringLiteral("package"), QStringLiteral("archive"), QStringLiteral("import")};
    case ListKind::Queue:
    case ListKind::Running:
    case ListKind::Jobs:
        return {QStringLiteral("job"), QStringLiteral("package")};
    case ListKind::Groups:
    case ListKind::Failures:
        return {QStringLiteral("failure")};
    case ListKind::Events:
        return {QStringLiteral("event")};
    case ListKind::Findings:
        return {QStringLiteral("finding")};
    }
    return {};
}

/// More than a screen shows, so that it is on two pages at most. Groups have three lines each and take longer to read.
int pageRowsOf(ListKind kind)
{
    return kind == ListKind::Groups ? 20 : 50;
}

} // namespace

PagedModel::PagedModel(ListKind kind, store::StoreThread& read, QList<ListColumn> columns, const Clock& clock,
                       QObject* parent)
    : QAbstractTableModel(parent)
    , m_kind(kind)
    , m_read(read)
    , m_columns(columns.isEmpty() ? defaultColumns(kind) : std::move(columns))
    , m_pageRows(pageRowsOf(kind))
    , m_clock(clock)
    , m_topics(topicsOf(kind))
{
    for (const ListColumn& column : m_columns)
        m_cellIndex.append(store::Lists::column(kind, column.name));
    m_refreshTimer.setSingleShot(true);
    m_refreshTimer.setInterval(50);
    connect(&m_refreshTimer, &QTimer::timeout, this, &PagedModel::refresh);
    m_fetchTimer.setSingleShot(true);
    m_fetchTimer.setInterval(0);
    connect(&m_fetchTimer, &QTimer::timeout, this, &PagedModel::fetchWanted);
}

int PagedModel::columnOf(const QString& name) const
{
    for (int i = 0; i < m_columns.size(); ++i) {
        if (m_columns[i].name == name)
            return i;
    }
    return -1;
}

QVariant PagedModel::cell(int row, const QString& name) const
{
    if (row < 0 || row >= m_ids.size())
        return {};
    const auto cached = m_cells.constFind(m_ids[row]);
    const int index = store::Lists::column(m_kind, name);
    if (cached == m_cells.cend()) {
        want(row);
        return {};
    }
    return cached->cells.value(index);
}

int PagedModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

int PagedModel::columnCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_columns.size());
}

QVariant PagedModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= m_ids.size())
        return {};
    const qint64 id = m_ids[index.row()];
    const ListColumn& column = m_columns[index.column()];
    if (role == IdRole)
        return id;
    if (role == KindRole)
        return static_cast<int>(column.kind);
    if (role == Qt::TextAlignmentRole) {
        const bool right = column.kind == CellKind::Number || column.kind == CellKind::Position ||
                           column.kind == CellKind::Elapsed || column.kind == CellKind::Priority;
        return QVariant::fromValue(Qt::Alignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    noteLook(index.row());
    const auto cached = m_cells.constFind(id);
    if (cached == m_cells.cend() || cached->generation != m_generation)
        want(index.row());
    const bool loaded = cached != m_cells.cend();
    if (role == LoadedRole)
        return loaded;
    // In a filtered or sorted list a row's number is not its place in the queue.
    if (column.kind == CellKind::Position && role == Qt::DisplayRole)
        return m_filter.isEmpty() && m_sort.isEmpty() ? QString::number(index.row() + 1) : QString();
    if (!loaded)
        return role == Qt::DisplayRole ? QVariant(QStringLiteral("…")) : QVariant();

    const QVariant raw = rawCell(index.row(), column, cached->cells.value(m_cellIndex[index.column()]));
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return displayText(index.row(), column, raw);
    case Qt::ToolTipRole:
        return cellToolTip(column.kind, raw);
    case RawRole:
        return raw;
    case ToneRole:
        return static_cast<int>(cellTone(column.kind, raw));
    case FractionRole:
        return fraction(index.row());
    default:
        return {};
    }
}

QVariant PagedModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_columns[section].title;
    if (role == Qt::TextAlignmentRole) {
        const CellKind kind = m_columns[section].kind;
        const bool right = kind == CellKind::Number || kind == CellKind::Position || kind == CellKind::Elapsed ||
                           kind == CellKind::Priority;
        return QVariant::fromValue(Qt::Alignment((right ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter));
    }
    return {};
}

void PagedModel::sort(int column, Qt::SortOrder order)
{
    const bool sortable = column >= 0 && column < m_columns.size() && m_columns[column].sortable;
    const QString name = sortable ? m_columns[column].name : QString();
    const bool descending = sortable && order == Qt::DescendingOrder;
    if (name == m_sort && descending == m_descending)
        return;
    m_sort = name;
    m_descending = descending;
    askAgain();
}

QString PagedModel::displayText(int row, const ListColumn& column, const QVariant& cell) const
{
    Q_UNUSED(row)
    return cellText(column.kind, cell, m_clock.nowMs());
}

QVariant PagedModel::rawCell(int row, const ListColumn& column, const QVariant& cell) const
{
    Q_UNUSED(row)
    Q_UNUSED(column)
    return cell;
}

double PagedModel::fraction(int row) const
{
    Q_UNUSED(row)
    return -1;
}

void PagedModel::announce(int row)
{
    if (row >= 0 && row < m_ids.size())
        emit dataChanged(index(row, 0), index(row, columnCount() - 1));
}

} // namespace millrace::ui
