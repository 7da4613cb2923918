// SPDX-License-Identifier: GPL-3.0-or-later
// Workplace: the connection that is open, as a session and its window, and the way to another one. The new store is
// opened first, in the background; only when that worked the old one's engine is stopped, and the old one is closed
// behind the new window. Nothing on the GUI thread waits. The composition root of the console and of its tests.
#pragma once

#include "ui/connections/connectionbook.h"
#include "ui/connections/passwords.h"
#include "ui/connections/storeopening.h"

#include <QObject>

#include <list>
#include <memory>

namespace millrace::ui {

class MainWindow;
class PasswordDialog;
class Session;
class Shutdown;

struct WorkplaceOptions
{
    Paths paths = {};             ///< of this computer
    const Clock* clock = nullptr; ///< null = the machine's
    QString workerProgram = {};
    int feedIntervalMs = 300;
    bool transient = false; ///< for pictures: nothing is remembered
    bool runEngine = true;
};

class Workplace final : public QObject
{
    Q_OBJECT
public:
    explicit Workplace(const WorkplaceOptions& options, QObject* parent = nullptr);
    /// Closes what is open, and waits for it.
    ~Workplace() override;

    /// Opens the connection of last time; opened() or failed() follows.
    void start();
    /// Opens this one, saved or not, in place of the one that is open.
    void open(const Connection& connection);
    /// Opens another connection and takes its window in place of the one that is open.
    void switchTo(const QString& id);
    /// Leaves everything as it is: the opening under way is dropped.
    void cancel();

    /// Null until opened() and after failed() at the start.
    MainWindow* window() const { return m_window.get(); }
    Session* session() const { return m_session.get(); }
    ConnectionBook& book() { return m_book; }
    Passwords& passwords() { return m_passwords; }
    PasswordDialog* passwordDialog() const { return m_asking; }
    bool isSwitching() const { return m_switching; }
    /// Closed sessions whose threads have not ended yet.
    int closingCount() const { return static_cast<int>(m_closing.size()); }

signals:
    /// A window is there.
    void opened();
    /// It could not be opened. A window that was there says so itself and goes on.
    void failed(const millrace::Error& error, const millrace::ui::Connection& connection);

private:
    struct Open
    {
        std::unique_ptr<Session> session;
        std::unique_ptr<MainWindow> window;
    };

    void openWith(const Connection& connection, const QString& password);
    void askPassword(const Connection& connection, const QString& why, bool offerKeep);
    void openFailed(const Connection& connection, const Error& error, bool triedPassword);
    void takeOver(const OpenedStore& opened);
    void stopEngineThen(const OpenedStore& opened);
    void replace(const OpenedStore& opened);
    void closeLater(Open old);

    const WorkplaceOptions m_options;
    ConnectionBook m_book;
    Passwords m_passwords;
    std::unique_ptr<Session> m_session;
    std::unique_ptr<MainWindow> m_window; ///< after the session: it goes first
    std::unique_ptr<Shutdown> m_shutdown;
    std::list<Open> m_closing;
    PasswordDialog* m_asking = nullptr;
    QString m_keychainTrouble; ///< why the keychain did not help with the connection being opened
    bool m_keychainWorks = false;
    bool m_switching = false;
    int m_token = 0; ///< of the newest opening
};

/// The connection that a store's URL on the command line means: this computer, a saved one, or one for this run.
Connection connectionOfUrl(const QString& url, const ConnectionBook& book);

} // namespace millrace::ui
