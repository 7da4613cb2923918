// SPDX-License-Identifier: GPL-3.0-or-later
// StatusLine: the status bar: which store, what the engine does, what waits and how long, what is stale, what failed.
// GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QWidget>

class QToolButton;

namespace millrace::ui {

class IconLabel;
class ToneLabel;

class StatusLine final : public QWidget
{
    Q_OBJECT
public:
    explicit StatusLine(const AppContext& context, QWidget* parent = nullptr);

signals:
    void failuresClicked();

private:
    void showState();
    void showStale();

    const AppContext& m_context;
    ToneLabel* m_store;
    QToolButton* m_engine;
    ToneLabel* m_sentence;
    IconLabel* m_staleIcon;
    ToneLabel* m_stale;
    QToolButton* m_failures;
};

} // namespace millrace::ui
