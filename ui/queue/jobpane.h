// SPDX-License-Identifier: GPL-3.0-or-later
// JobPane: the selected job: what it is at as a large stage bar, and its log as it is written. GUI thread.
#pragma once

#include "core/store/details.h"
#include "ui/widgets/appcontext.h"

#include <QTimer>
#include <QWidget>

namespace millrace::ui {

class LogView;
class StageBar;
class ToneLabel;

class JobPane final : public QWidget
{
    Q_OBJECT
public:
    explicit JobPane(const AppContext& context, QWidget* parent = nullptr);
    /// 0 = none.
    void showJob(qint64 jobId);
    qint64 job() const { return m_job; }
    bool isReady() const { return !m_reading; }
    LogView* log() const { return m_log; }

signals:
    void ready();

private:
    void read();
    void take(const store::JobDetails& details);
    void showProgress();

    const AppContext& m_context;
    ToneLabel* m_title;
    ToneLabel* m_state;
    StageBar* m_stages;
    LogView* m_log;
    qint64 m_job = 0;
    store::JobDetails m_details;
    bool m_reading = false;
};

} // namespace millrace::ui
