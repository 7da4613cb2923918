// SPDX-License-Identifier: GPL-3.0-or-later
// MessageBar: says in place what happened, with at most one action ("Undo"); no dialog, no focus taken.
// Good news leave by themselves after a while, bad news stay until closed. GUI thread.
#pragma once

#include "ui/models/tone.h"

#include <QFrame>
#include <QTimer>

#include <functional>

class QLabel;
class QToolButton;

namespace millrace::ui {

class IconLabel;

struct MessageAction
{
    QString text = {}; ///< "Undo"; empty = no button
    std::function<void()> run = {};
};

class MessageBar final : public QFrame
{
    Q_OBJECT
public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Ok, Running and Muted leave after some seconds; Warning and Error stay. Of many lines the first are shown, the
    /// others in a tooltip.
    void say(Tone tone, const QString& text, const MessageAction& action = {});
    void dismiss();
    QString text() const { return m_text; }
    QToolButton* actionButton() const { return m_button; }

signals:
    void said(const QString& text);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    Tone m_tone = Tone::Muted;
    QString m_text;
    std::function<void()> m_run;
    IconLabel* m_icon;
    QLabel* m_label;
    QToolButton* m_button;
    QToolButton* m_close;
    QTimer m_timer;
};

} // namespace millrace::ui
