// SPDX-License-Identifier: GPL-3.0-or-later
// ListView: the one list widget of the console: a flat tree view over a PagedModel, uniform rows, header sorting in
// SQL, J/K and arrows, no type-ahead (single letters are actions). Selection, current row and scroll position survive
// live updates. GUI thread.
#pragma once

#include "ui/models/pagedmodel.h"

#include <QTimer>
#include <QTreeView>

namespace millrace::ui {

class ListView final : public QTreeView
{
    Q_OBJECT
public:
    /// Does not own @p model.
    explicit ListView(PagedModel* model, QWidget* parent = nullptr);

    PagedModel* list() const { return m_model; }
    qint64 currentId() const;
    QList<qint64> selectedIds() const;
    /// Makes the row current and selected, now or as soon as the model has it.
    void selectId(qint64 id);
    /// Makes the first row current when rows arrive and none is.
    void setSelectsFirst(bool selects) { m_selectsFirst = selects; }
    /// An action of single letters: works while this list has the focus, and in its context menu.
    void addListAction(QAction* action);
    void keyboardSearch(const QString& text) override;
    /// All rows of the list, also those that are still to come.
    void selectAll() override;

signals:
    /// The current row is another one, or none (0). Not emitted when the same row only moved.
    void currentIdChanged(qint64 id);
    void selectionIdsChanged();
    /// Enter or double click.
    void idActivated(qint64 id);

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    void selectionChanged(const QItemSelection& selected, const QItemSelection& deselected) override;
    void currentChanged(const QModelIndex& current, const QModelIndex& previous) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

private:
    void setUpHeader();
    void tellCurrent();
    void keepPlace();
    void restorePlace();
    void restoreSelection();
    void step(int rows);

    PagedModel* m_model;
    QTimer m_clock; ///< repaints relative times
    QList<QAction*> m_listActions;
    qint64 m_pendingId = 0, m_shownId = 0;
    qint64 m_topId = 0; ///< of the row at the top edge while the model changes
    int m_topOffset = 0;
    QList<qint64> m_left; ///< was selected when the beginning of a filter's rows came: the others may have it
    bool m_selectsFirst = false, m_refreshing = false, m_restoring = false;
    bool m_allWhenWhole = false;
};

} // namespace millrace::ui
