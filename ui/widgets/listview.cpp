// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/widgets/listview.h"

#include "ui/widgets/listdelegate.h"
#include "ui/widgets/listkeys.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <QShortcut>

namespace millrace::ui {

ListView::ListView(PagedModel* model, QWidget* parent)
    : QTreeView(parent)
    , m_model(model)
{
    setModel(model);
    setItemDelegate(new ListDelegate(this));
    setRootIsDecorated(false);
    setItemsExpandable(false);
    setUniformRowHeights(true);
    setAllColumnsShowFocus(true);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setVerticalScrollMode(ScrollPerPixel);
    setFrameShape(NoFrame);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setUpHeader();

    connect(model, &PagedModel::refreshStarting, this, &ListView::keepPlace);
    connect(model, &PagedModel::refreshed, this, &ListView::restorePlace);
    connect(this, &QTreeView::doubleClicked, this,
            [this](const QModelIndex& index) { emit idActivated(m_model->idAt(index.row())); });
    connect(&m_clock, &QTimer::timeout, viewport(), qOverload<>(&QWidget::update));
    const bool ticks = std::any_of(model->columns().cbegin(), model->columns().cend(),
                                   [](const ListColumn& column) { return column.kind == CellKind::Elapsed; });
    m_clock.setInterval(ticks ? 1000 : 15'000);
}

void ListView::setUpHeader()
{
    QHeaderView* head = header();
    head->setSectionsMovable(false);
    head->setHighlightSections(false);
    head->setSortIndicatorClearable(true);
    head->setSortIndicator(-1, Qt::AscendingOrder);
    head->setMinimumSectionSize(fontMetrics().averageCharWidth() * 8);
    head->setTextElideMode(Qt::ElideRight);
    setSortingEnabled(true);
    bool stretched = false;
    for (int i = 0; i < m_model->columns().size(); ++i) {
        const ListColumn& column = m_model->columns()[i];
        head->setSectionResizeMode(i, column.chars == 0 ? QHeaderView::Stretch : QHeaderView::Interactive);
        if (column.chars > 0)
            setColumnWidth(i, fontMetrics().averageCharWidth() * (column.chars + 3));
        stretched = stretched || column.chars == 0;
    }
    head->setStretchLastSection(!stretched);
}

qint64 ListView::currentId() const
{
    return currentIndex().isValid() ? m_model->idAt(currentIndex().row()) : 0;
}

QList<qint64> ListView::selectedIds() const
{
    QList<qint64> ids;
    for (const QModelIndex& index : selectionModel()->selectedRows())
        ids.append(m_model->idAt(index.row()));
    return ids;
}

void ListView::selectId(qint64 id)
{
    const int row = m_model->rowOf(id);
    m_pendingId = row < 0 ? id : 0;
    if (row < 0)
        return;
    const QModelIndex index = m_model->index(row, 0);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    scrollTo(index);
}

void ListView::selectAll()
{
    if (m_model->isWhole())
        QTreeView::selectAll();
    else
        m_allWhenWhole = true;
}

void ListView::addListAction(QAction* action)
{
    m_listActions.append(action);
    for (const QKeySequence& key : listKeysOf(action)) {
        auto* shortcut = new QShortcut(key, this);
        shortcut->setContext(Qt::WidgetShortcut);
        connect(shortcut, &QShortcut::activated, action, &QAction::trigger);
    }
}

void ListView::keyboardSearch(const QString& text)
{
    Q_UNUSED(text)
}

void ListView::keyPressEvent(QKeyEvent* event)
{
    const bool plain = event->modifiers() == Qt::NoModifier || event->modifiers() == Qt::KeypadModifier;
    if (plain && event->key() == Qt::Key_J)
        step(1);
    else if (plain && event->key() == Qt::Key_K)
        step(-1);
    else if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentId() != 0)
        emit idActivated(currentId());
    else
        QTreeView::keyPressEvent(event);
}

void ListView::focusInEvent(QFocusEvent* event)
{
    // Qt makes the first row current when the focus arrives, without selecting it: a row that looks chosen and is not.
    const bool hadCurrent = currentIndex().isValid();
    m_refreshing = true;
    QTreeView::focusInEvent(event);
    if (!hadCurrent)
        selectionModel()->clearCurrentIndex();
    m_refreshing = false;
}

void ListView::step(int rows)
{
    if (m_model->rowCount() == 0)
        return;
    const int row = std::clamp(currentIndex().isValid() ? currentIndex().row() + rows : 0, 0, m_model->rowCount() - 1);
    selectId(m_model->idAt(row));
}

void ListView::contextMenuEvent(QContextMenuEvent* event)
{
    if (m_listActions.isEmpty())
        return;
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    menu->addActions(m_listActions);
    // The Menu key has no mouse position worth using.
    const QPoint where = event->reason() == QContextMenuEvent::Keyboard
                             ? viewport()->mapToGlobal(visualRect(currentIndex()).bottomLeft())
                             : event->globalPos();
    menu->popup(where);
}

void ListView::showEvent(QShowEvent* event)
{
    QTreeView::showEvent(event);
    m_clock.start();
}

void ListView::hideEvent(QHideEvent* event)
{
    QTreeView::hideEvent(event);
    m_clock.stop();
}

void ListView::selectionChanged(const QItemSelection& selected, const QItemSelection& deselected)
{
    QTreeView::selectionChanged(selected, deselected);
    if (!m_refreshing && !m_restoring)
        m_left.clear(); // a person chose something else
    emit selectionIdsChanged();
}

void ListView::currentChanged(const QModelIndex& current, const QModelIndex& previous)
{
    QTreeView::currentChanged(current, previous);
    // In the middle of a refresh rows and ids do not agree yet; restorePlace() tells once they do.
    if (!m_refreshing)
        tellCurrent();
}

void ListView::tellCurrent()
{
    const qint64 id = currentId();
    if (std::exchange(m_shownId, id) != id)
        emit currentIdChanged(id);
}

void ListView::keepPlace()
{
    m_refreshing = true;
    if (!m_model->isWhole() && m_left.isEmpty())
        m_left = selectedIds();
    const QModelIndex top = indexAt(QPoint(0, 0));
    // At the very top a person wants to see what is new there.
    const bool atTop = verticalScrollBar()->value() == 0;
    m_topId = atTop || !top.isValid() ? 0 : m_model->idAt(top.row());
    m_topOffset = m_topId ? visualRect(top).top() : 0;
}

void ListView::restorePlace()
{
    m_refreshing = false;
    if (const int row = m_model->rowOf(m_topId); m_topId != 0 && row >= 0) {
        scrollTo(m_model->index(row, 0), PositionAtTop);
        verticalScrollBar()->setValue(verticalScrollBar()->value() - m_topOffset);
    }
    m_restoring = true;
    if (m_model->isWhole())
        restoreSelection();
    if (m_pendingId != 0)
        selectId(m_pendingId);
    const bool willCome = m_pendingId != 0 && !m_model->isWhole();
    // When the current row goes, Qt makes its neighbour current but does not select it.
    if (m_selectsFirst && !selectionModel()->hasSelection() && m_model->rowCount() > 0 && !willCome)
        selectId(currentIndex().isValid() ? currentId() : m_model->idAt(0));
    m_restoring = false;
    tellCurrent();
}

void ListView::restoreSelection()
{
    QList<int> rows;
    for (const qint64 id : std::exchange(m_left, {})) {
        if (const int row = m_model->rowOf(id); row >= 0)
            rows.append(row);
    }
    std::sort(rows.begin(), rows.end());
    // In runs: a selection of many ranges is slow.
    QItemSelection selection;
    for (qsizetype first = 0, next = 0; first < rows.size(); first = next) {
        next = first + 1;
        while (next < rows.size() && rows[next] == rows[next - 1] + 1)
            ++next;
        selection.append(QItemSelectionRange(m_model->index(rows[first], 0),
                                             m_model->index(rows[next - 1], m_model->columnCount() - 1)));
    }
    if (!selection.isEmpty()) {
        if (!rows.contains(currentIndex().row()))
            selectionModel()->setCurrentIndex(m_model->index(rows.constFirst(), 0), QItemSelectionModel::NoUpdate);
        selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
    }
    if (std::exchange(m_allWhenWhole, false))
        QTreeView::selectAll();
}

} // namespace millrace::ui
