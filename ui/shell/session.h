// SPDX-License-Identifier: GPL-3.0-or-later
// Session: everything behind the console's window: the store of one connection, the change feed, the engine, the lock,
// the runner of Operations. GUI thread; outlives the window.
#pragma once

#include "core/store/changefeed.h"
#include "core/store/storethread.h"
#include "ui/actions/access.h"
#include "ui/actions/actionregistry.h"
#include "ui/actions/idlelock.h"
#include "ui/actions/operationrunner.h"
#include "ui/connections/connectionbook.h"
#include "ui/connections/passwords.h"
#include "ui/connections/storeopening.h"
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
    ConnectionBook* book = nullptr; ///< null = one of its own, from the config folder
    Passwords* passwords = nullptr; ///< null = of its own
};

class Session final : public QObject
{
    Q_OBJECT
public:
    /// Opens this computer's store, creating it if there is none, and waits for it. Throws Error store.corrupt,
    /// store.newer, store.readonly, ….
    explicit Session(const SessionOptions& options);
    /// Takes a store that is open.
    Session(const SessionOptions& options, const OpenedStore& opened);
    ~Session() override;

    /// Waits until the store threads have answered everything. Before objects go that asked: in Qt 6.4 an answer whose
    /// asker is being deleted on another thread is undefined.
    void drain();
    /// The same without waiting, and the engine goes, too; closed() follows. Then delete the window, then this.
    void close();
    /// This computer: records its archives if none are recorded, then launches the engine. Another store: launches it
    /// where the connection wants that, as soon as it is unlocked.
    void startEngine();
    /// Locks, or unlocks after the question that the connection may want.
    void toggleLock();
    /// What the engine of this console has leased: at work, or about to begin.
    int jobsInHand() const;

    const AppContext& context() const { return *m_context; }
    const Connection& connection() const { return m_opened.connection; }
    const OpenedStore& opened() const { return m_opened; }
    ConnectionBook& book() { return m_book ? *m_book : *m_options.book; }
    Passwords& passwords() { return m_passwords ? *m_passwords : *m_options.passwords; }
    Settings& settings() { return m_settings; }
    /// The window puts these two into its layout and thereby owns them.
    MessageBar* messageBar() const { return m_messages; }
    PreviewPanel* previewPanel() const { return m_preview; }
    ActionRegistry& actions() { return m_actions; }
    EngineHost& engine() { return m_engine; }
    StatusWatcher& status() { return *m_status; }
    Access& access() { return *m_access; }
    IdleLock& idleLock() { return *m_idleLock; }

signals:
    void closed();

private:
    void detectThenLaunch();
    void launch(store::StoreThread& write);
    void launchShared();
    void tellStoreNews();
    void tellEngineNews();
    void askToUnlock();
    void finishClosing();

    SessionOptions m_options;
    OpenedStore m_opened;
    QStringList m_pollWarnings; ///< of the last poll
    QFuture<void> m_detection;  ///< uses the writing connection: waited for before that goes
    std::unique_ptr<ConnectionBook> m_book;
    std::unique_ptr<Passwords> m_passwords;
    Settings m_settings;
    Access::Writer m_engineStore; ///< of an engine on a shared store: the lock is about people, not about it
    std::unique_ptr<Access> m_access;
    EngineHost m_engine; ///< after the connections that it writes with: it goes before them
    ActionRegistry m_actions;
    QPointer<MessageBar> m_messages;
    QPointer<PreviewPanel> m_preview;
    std::unique_ptr<store::ChangeFeed> m_feed;
    std::unique_ptr<StatusWatcher> m_status;
    std::unique_ptr<IdleLock> m_idleLock;
    std::unique_ptr<OperationRunner> m_runner;
    std::unique_ptr<AppContext> m_context;
    bool m_engineWanted = false, m_closing = false, m_closed = false;
};

/// Who the person at this console is, for audit events: the login name.
QString userName();

} // namespace millrace::ui
