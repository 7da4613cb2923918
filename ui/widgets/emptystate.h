// SPDX-License-Identifier: GPL-3.0-or-later
// EmptyState: what a list or screen draws when it has nothing to show: an icon, one line of what, one of why or what
// next, and at most one button. The same widget is the loading and the failed state. GUI thread.
#pragma once

#include "ui/models/tone.h"

#include <QWidget>

class QAction;
class QToolButton;

namespace millrace::ui {

class IconLabel;
class ToneLabel;

struct EmptyText
{
    QString icon = {};         ///< name for theme::icon
    QString title = {};        ///< "Nothing has failed"
    QString text = {};         ///< "Failures of imports appear here, grouped by cause."
    QAction* action = nullptr; ///< the one next step; may be null
    Tone tone = Tone::Muted;
};

class EmptyState final : public QWidget
{
    Q_OBJECT
public:
    explicit EmptyState(QWidget* parent = nullptr);
    void setContent(const EmptyText& text);
    QString title() const;
    QToolButton* button() const { return m_button; }

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void showIcon();
    bool m_hasIcon = false;
    IconLabel* m_icon;
    ToneLabel* m_title;
    ToneLabel* m_text;
    QToolButton* m_button;
};

} // namespace millrace::ui
