// SPDX-License-Identifier: GPL-3.0-or-later
// ConnectionChip: which store is open, in its colour, with its lock: the switch between connections in the header.
// GUI thread.
#pragma once

#include "ui/connections/connection.h"

#include <QWidget>

class QAction;
class QMenu;
class QToolButton;

namespace millrace::ui {

class Access;
class ConnectionBook;

class ConnectionChip final : public QWidget
{
    Q_OBJECT
public:
    /// Keeps references. @p lock and @p manage: the actions of the lock and of the Connections dialog.
    ConnectionChip(const ConnectionBook& book, const Connection& current, const Access& access, QAction* lock,
                   QAction* manage, QWidget* parent = nullptr);

    QToolButton* nameButton() const { return m_name; }
    QToolButton* lockButton() const { return m_lock; }
    QMenu* menu() const { return m_menu; }
    /// The choices, as they are when the menu opens.
    void fillMenu();

signals:
    void switchRequested(const QString& id);

protected:
    void paintEvent(QPaintEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    void showState();
    void recolour();

    const ConnectionBook& m_book;
    const Connection m_current;
    const Access& m_access;
    QAction* m_lockAction;
    QAction* m_manage;
    QMenu* m_menu;
    QToolButton* m_name;
    QToolButton* m_lock;
};

} // namespace millrace::ui
