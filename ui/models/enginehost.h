// SPDX-License-Identifier: GPL-3.0-or-later
// EngineHost: the embedded engine as the GUI sees it: the Engine on a thread of its own, its signals as state on this
// side, its functions without waiting. Lives on the GUI thread and owns thread and engine. Without launch() it is an
// engine that never runs, which is what most screens' tests want.
#pragma once

#include "core/engine/engine.h"

#include <QHash>
#include <QObject>
#include <QThread>

#include <memory>

namespace millrace::ui {

class EngineHost final : public QObject
{
    Q_OBJECT
public:
    explicit EngineHost(QObject* parent = nullptr);
    /// Stops the engine (workers are killed, their jobs given back) and waits for its thread, but not for ever.
    ~EngineHost() override;

    /// Creates the engine on its thread and starts it, unless the options say paused.
    void launch(store::StoreThread& write, const engine::EngineOptions& options);
    bool isLaunched() const { return m_engine != nullptr; }
    /// Deletes the engine on its thread, without waiting; dismissed() follows, at once where there is none. It does not
    /// come back.
    void dismiss();

    engine::EngineState state() const { return m_state; }
    bool isPaused() const { return m_state == engine::EngineState::Paused; }
    int parallelJobs() const { return m_parallelJobs; }
    /// Live progress of the jobs of this engine, by job id.
    const QHash<qint64, engine::JobProgress>& progress() const { return m_progress; }
    bool isPolling() const { return m_polling; }
    QString pollSentence() const { return m_pollSentence; }
    /// Why the engine cannot go on; empty while it can.
    QString breakage() const { return m_breakage; }

public slots:
    void start();
    void pause();
    void quiesce();
    void stopNow();
    void setParallelJobs(int jobs);
    void pollNow();
    /// A job was queued: look at once.
    void wake();

signals:
    void stateChanged();
    void parallelJobsChanged(int jobs);
    void progressed();
    void jobFinished(qint64 jobId, const QString& package, bool failed);
    void pollChanged();
    void polled(int newPublications, const QStringList& warnings);
    void broke(const QString& sentence);
    /// After quiesce() or stopNow(): nothing runs any more.
    void stopped();
    /// After dismiss(): engine and thread are gone.
    void dismissed();

private:
    void connectEngine();
    template <typename Function> void post(Function function);

    std::unique_ptr<QThread> m_thread;
    engine::Engine* m_engine = nullptr; ///< lives on m_thread and is deleted there
    engine::EngineState m_state = engine::EngineState::Stopped;
    int m_parallelJobs = 2;
    QHash<qint64, engine::JobProgress> m_progress;
    bool m_polling = false;
    QString m_pollSentence, m_breakage;
};

} // namespace millrace::ui
