// SPDX-License-Identifier: GPL-3.0-or-later
// Session: everything behind the console's window: the two store threads, the change feed, the engine, the runner of
// Operations. The composition root of the console and of its tests. GUI thread; outlives the window.
#pragma once

#include "core/store/changefeed.h"
#include "core/store/storethread.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/operationrunner.h"
#include "ui/models/enginehost.h"
#include "ui/models/statuswatcher.h"
#include "ui/settings/settings.h"
#include "ui/widgets/appcontext.h"
#include "ui/widgets/messagebar.h"
#include "ui/widgets/previewpanel.h"

#include <QPointer>

#include <memory>

namespace millrace::ui {

struct SessionOptions
{
    Paths paths = {};
    const Clock* clock = nullptr; ///< null = the machine's
    QString workerProgram = {};   ///< empty = millrace-worker beside this program
    int feedIntervalMs = 300;
};

class Session final : public QObject
{
    Q_OBJECT
public:
    /// Opens the store, creating it if there is none. Throws Error store.corrupt, store.newer, store.readonly, ….
    explicit Session(const SessionOptions& options);
    ~Session() override;

    /// Waits until both store threads have answered everything. Before objects go that asked: in Qt 6.4 an answer whose
    /// asker is being deleted on another thread is undefined.
    void drain();
    /// Records the archives of this machine if none are recorded, then launches the engine.
    void startEngine();

    const AppContext& context() const { return *m_context; }
    Settings& settings() { return m_settings; }
    /// The window puts these two into its layout and thereby owns them.
    MessageBar* messageBar() const { return m_messages; }
    PreviewPanel* previewPanel() const { return m_preview; }
    ActionRegistry& actions() { return m_actions; }
    EngineHost& engine() { return m_engine; }
    StatusWatcher& status() { return *m_status; }

private:
    void detectThenLaunch();
    void launch();
    void tellEngineNews();

    SessionOptions m_options;
    QStringList m_pollWarnings; ///< of the last poll
    QFuture<void> m_detection; ///< uses m_write: waited for before that goes
    Settings m_settings;
    std::unique_ptr<store::StoreThread> m_write;
    std::unique_ptr<store::StoreThread> m_read;
    std::unique_ptr<store::ChangeFeed> m_feed;
    std::unique_ptr<StatusWatcher> m_status;
    EngineHost m_engine;
    ActionRegistry m_actions;
    QPointer<MessageBar> m_messages;
    QPointer<PreviewPanel> m_preview;
    std::unique_ptr<OperationRunner> m_runner;
    std::unique_ptr<AppContext> m_context;
};

/// Who the person at this console is, for audit events: the login name.
QString userName();

} // namespace millrace::ui
