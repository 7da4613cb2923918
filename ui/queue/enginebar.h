// SPDX-License-Identifier: GPL-3.0-or-later
// EngineBar: the top of the Queue screen: what the engine does, start or pause it, how many jobs at once. GUI thread.
#pragma once

#include "ui/widgets/appcontext.h"

#include <QWidget>

class QSpinBox;

namespace millrace::ui {

class IconLabel;
class ToneLabel;

class EngineBar final : public QWidget
{
    Q_OBJECT
public:
    explicit EngineBar(const AppContext& context, QWidget* parent = nullptr);
    QSpinBox* jobsSpin() const { return m_jobs; }

private:
    void showState();

    const AppContext& m_context;
    IconLabel* m_icon;
    ToneLabel* m_state;
    ToneLabel* m_sentence;
    QSpinBox* m_jobs;
};

} // namespace millrace::ui
