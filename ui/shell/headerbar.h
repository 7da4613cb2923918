// SPDX-License-Identifier: GPL-3.0-or-later
// HeaderBar: the top of the window on every screen: its title, which store is open and whether it may be changed, how
// long the queue is, was and will be. GUI thread.
#pragma once

#include <QWidget>

class QLabel;
class QToolButton;

namespace millrace::ui {

class ConnectionChip;
class Session;
class ToneLabel;

class HeaderBar final : public QWidget
{
    Q_OBJECT
public:
    /// The actions of connections are registered by then.
    explicit HeaderBar(Session& session, QWidget* parent = nullptr);
    void setTitle(const QString& title);
    ConnectionChip* chip() const { return m_chip; }

signals:
    void queueClicked();

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    void showState();

    Session& m_session;
    QLabel* m_title;
    ConnectionChip* m_chip;
    QToolButton* m_queue;
    ToneLabel* m_eta;
};

} // namespace millrace::ui
