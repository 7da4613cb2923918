// SPDX-License-Identifier: GPL-3.0-or-later
// QueueScreen: what runs, on which hosts, what waits and why, what finished; the engine's switch and the order of
// things. GUI thread.
#pragma once

#include "ui/models/runningmodel.h"
#include "ui/widgets/screen.h"

class QSplitter;

namespace millrace::ui {

class EngineBar;
class HostList;
class JobPane;
class ListPane;
class QueueActions;

class QueueScreen final : public Screen
{
    Q_OBJECT
public:
    explicit QueueScreen(const AppContext& context, QWidget* parent = nullptr);

    QString id() const override { return QStringLiteral("queue"); }
    QString title() const override { return tr("Queue"); }
    QString iconName() const override { return QStringLiteral("queue"); }
    QString badge() const override;
    void activate() override;
    void deactivate() override;
    void focusSearch() override;
    bool isReady() const override;
    void showExample() override;
    void saveSession() override;
    void restoreSession() override;

protected:
    void resizeEvent(QResizeEvent* event) override;
    void showEvent(QShowEvent* event) override;

private:
    void buildLists();
    void buildLayout();
    void connectLists();
    QWidget* waitingTools();
    void setModelsActive(bool active);
    void showHosts();
    /// Gives each part the height that its content asks for, until a person moves a border.
    void shareHeight();

    RunningModel m_running;
    PagedModel m_waiting;
    PagedModel m_finished;
    ListPane* m_runningPane = nullptr;
    HostList* m_hosts = nullptr;
    ListPane* m_waitingPane = nullptr;
    ListPane* m_finishedPane = nullptr;
    JobPane* m_job = nullptr;
    QueueActions* m_actions = nullptr;
    QSplitter* m_rows = nullptr;
    QSplitter* m_top = nullptr; ///< what runs, and on which hosts
    QSplitter* m_columns = nullptr;
    bool m_sharedByHand = false;
};

} // namespace millrace::ui
