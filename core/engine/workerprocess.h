// SPDX-License-Identifier: GPL-3.0-or-later
// One running worker: starts millrace-worker, feeds it the JobSpec, hears its events, ends it at its limits, and says
// at last what became of the job. Lives on the engine's thread; owned by the Engine.
#pragma once

#include "core/base/error.h"
#include "core/engine/engine.h"
#include "core/engine/joblog.h"
#include "core/engine/workerclaims.h"
#include "core/importer/jobspec.h"
#include "core/importer/staged.h"
#include "core/store/jobtable.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <memory>

namespace millrace::engine {

struct WorkerFailure
{
    Error error;
    QString version = {};
    QStringList suites = {};
};

/// All that a worker left behind.
struct WorkerResult
{
    QList<importer::Staged> staged = {};
    QList<WorkerFailure> failures = {};
    store::AttemptResult attempt = {}; ///< outcome: done, failed, crashed, stopped
};

class WorkerProcess final : public QObject
{
    Q_OBJECT
public:
    WorkerProcess(store::Job job, importer::JobSpec spec, const QString& program, const QString& logPath,
                  qint64 startedMs, QObject* parent);
    ~WorkerProcess() override;

    /// @p spare: a worker that waits for a job already (SpareWorker); null = one of its own is started.
    void start(std::unique_ptr<QProcess> spare = nullptr);
    /// Kills it; finished() follows with the outcome "stopped".
    void stop();

    const store::Job& job() const { return m_job; }
    const JobProgress& progress() const { return m_progress; }
    const WorkerResult& result() const { return m_result; }

signals:
    void progressed();
    void stageChanged(const QString& stage, const QString& version);
    void logLine(const QString& line);
    void finished();

private:
    void listen();
    void readEvents();
    void take(const importer::WorkerEvent& event);
    void ended(int exitCode, QProcess::ExitStatus status);
    void fail(const Error& error);
    /// Ends a worker that breaks the protocol; nothing it says after that counts.
    void distrust(const Error& error);
    Error crashError(int signalNumber) const;

    const store::Job m_job;
    const importer::JobSpec m_spec;
    WorkerClaims m_claims;
    const QString m_program;
    JobLog m_log;
    std::unique_ptr<QProcess> m_process;
    QTimer m_wallTimer;
    JobProgress m_progress;
    WorkerResult m_result;
    QByteArray m_buffer;
    Traceback m_openSteps;
    QStringList m_suites; ///< of the publication in work
    QByteArray m_stderr;
    bool m_sawEnd = false;
    bool m_sawBroken = false;
    bool m_stopped = false;
    bool m_overtime = false;
    bool m_distrusted = false;
    bool m_done = false;
};

} // namespace millrace::engine
