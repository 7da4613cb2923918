// SPDX-License-Identifier: GPL-3.0-or-later
// ListPane: a ListView with its filter field, its count, and its empty, loading and failed states. GUI thread.
#pragma once

#include "ui/widgets/emptystate.h"
#include "ui/widgets/listview.h"

#include <QWidget>

class QLabel;
class QLineEdit;
class QStackedWidget;
class QHBoxLayout;

namespace millrace::ui {

class ToneLabel;

struct ListPaneOptions
{
    QString name = {};        ///< object name; the view is NAME.view, the filter NAME.filter
    QString title = {};       ///< above the list; may be empty
    QString placeholder = {}; ///< of the filter field
    bool filter = true;
    bool shrinks = false;   ///< without rows only the title line stays, which then says what `empty` is titled
    EmptyText empty = {};   ///< when the list has no rows
    EmptyText noMatch = {}; ///< when the filter has none; a default exists
};

class ListPane final : public QWidget
{
    Q_OBJECT
public:
    /// Does not own @p model.
    ListPane(PagedModel* model, const ListPaneOptions& options, QWidget* parent = nullptr);

    ListView* view() const { return m_view; }
    PagedModel* model() const { return m_model; }
    QLineEdit* filterEdit() const { return m_filter; }
    EmptyState* emptyState() const { return m_empty; }
    /// Sets the field and filters at once.
    void setFilterText(const QString& text);
    void focusFilter();
    void setTitle(const QString& title);
    void setEmptyText(const EmptyText& text);
    /// See ListPaneOptions::shrinks.
    void setShrinks(bool shrinks);
    /// What the pane needs to show so many rows without scrolling.
    int heightFor(int rows) const;
    /// Puts a widget (a button, a spin box) right of the title.
    void addToTitle(QWidget* widget);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void connectModel();
    EmptyText stateText() const;
    void showState();
    void shrinkTo(bool titleOnly);
    void showFilterError();

    PagedModel* m_model;
    ListPaneOptions m_options;
    ListView* m_view;
    QLineEdit* m_filter;
    QLabel* m_title;
    ToneLabel* m_count;
    ToneLabel* m_error;
    EmptyState* m_empty;
    QStackedWidget* m_stack;
    QHBoxLayout* m_titleRow;
    QTimer m_debounce;
    QTimer m_patience; ///< "Loading" is worth saying only when it takes a while
};

} // namespace millrace::ui
