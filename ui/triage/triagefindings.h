// SPDX-License-Identifier: GPL-3.0-or-later
// TriageFindings: the findings of verification in the Triage screen: their row below the failure groups, their list
// and the pane of the chosen one. Makes the widgets; the screen puts them into its layout. GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QObject>

class QAction;
class QWidget;

namespace millrace::ui {

class FindingPane;
class FindingsRow;
class ListPane;
class PagedModel;

class TriageFindings final : public QObject
{
    Q_OBJECT
public:
    TriageFindings(const AppContext& context, QWidget* parent);

    FindingsRow* row() const { return m_row; }
    ListPane* list() const { return m_list; }
    FindingPane* pane() const { return m_pane; }
    PagedModel* model() const { return m_model; }

    /// Open findings that are more than notes, whatever the list is filtered by.
    int count() const { return m_count; }
    bool isReady() const;

signals:
    void countChanged();
    void ready();
    /// "hello 2.10-3", as PackageScreen::open() takes it.
    void packageWanted(const QString& subject);

private:
    void connectParts();
    void showCount();
    void open();
    /// Those that are selected.
    void acknowledge();

    const AppContext& m_context;
    PagedModel* m_model;
    FindingsRow* m_row;
    ListPane* m_list;
    FindingPane* m_pane;
    int m_count = 0;
};

} // namespace millrace::ui
