// SPDX-License-Identifier: GPL-3.0-or-later
// MainWindow: header, navigation, the screens, the preview panel and message bar below them, menus, status bar; framed
// in the colour of the connection that is open; remembers where the person left off. GUI thread; the Session outlives
// it.
#pragma once

#include "ui/widgets/screen.h"

#include <QMainWindow>
#include <QPointer>

class QStackedWidget;

namespace millrace::ui {

class ConnectionsDialog;
class HeaderBar;
class ImportDialog;
class NavigationRail;
class Session;
class Shutdown;
class WindowActions;

class MainWindow final : public QMainWindow
{
    Q_OBJECT
public:
    explicit MainWindow(Session& session, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Takes ownership. All screens are added before restoreSession().
    void addScreen(Screen* screen);
    /// Menus of all actions registered so far, geometry, the last screen.
    void restoreSession();

    QList<Screen*> screens() const { return m_screens; }
    Screen* currentScreen() const;
    Screen* screen(const QString& id) const;
    void showScreen(const QString& id);
    void focusSearch();
    ImportDialog* openImport();
    ConnectionsDialog* openConnections();
    void changeParallelJobs(int by);
    Session& session() { return m_session; }
    /// The saved geometry is not restored and nothing is saved: for pictures.
    void setTransient(bool transient) { m_transient = transient; }
    /// Where the person is now, for the next time; closing does it, too.
    void saveSession();

signals:
    /// The person wants to see another connection in this window's place.
    void connectionRequested(const QString& id);

protected:
    void closeEvent(QCloseEvent* event) override;

private:
    void build();
    void goTo(const QString& screenId, const QString& subject);

    Session& m_session;
    QList<Screen*> m_screens;
    QPointer<Screen> m_shown;
    ImportDialog* m_import = nullptr; ///< a child; made when first asked for
    HeaderBar* m_header = nullptr;
    NavigationRail* m_rail = nullptr;
    QStackedWidget* m_stack = nullptr;
    WindowActions* m_windowActions = nullptr;
    Shutdown* m_shutdown = nullptr;
    bool m_transient = false;
};

/// The four screens, in the order of the navigation.
void addAllScreens(MainWindow& window);

} // namespace millrace::ui
