// SPDX-License-Identifier: GPL-3.0-or-later
// WindowActions: the actions that belong to no screen, and the menu bar of all. GUI thread.
#pragma once

#include <QObject>

class QActionGroup;
class QMainWindow;

namespace millrace::ui {

class MainWindow;
class Session;

class WindowActions final : public QObject
{
    Q_OBJECT
public:
    /// Registers; the screens' own actions come after it and before buildMenus().
    WindowActions(Session& session, MainWindow& window);
    void addScreenAction(const QString& id, const QString& title, const QString& icon, int number);
    void buildMenus();

private:
    void registerFile();
    void registerEdit();
    void registerView();
    void registerEngine();
    void registerConnection();
    void registerHelp();
    void followEngine();
    void followAccess();
    void chooseScheme(const QString& name);
    void showKeys();
    void showAbout();
    QAction* find(const char* id) const;

    Session& m_session;
    MainWindow& m_window;
    QActionGroup* m_schemes;
    QStringList m_screenActions;
};

} // namespace millrace::ui
