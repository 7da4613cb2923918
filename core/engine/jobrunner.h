// SPDX-License-Identifier: GPL-3.0-or-later
// JobRunner: the jobs that an engine has in hand, from the lease to the store's knowing how they ended. One worker
// process each; what a worker leaves behind is stored on the pool's threads, again and again while the store is away.
// Lives on the engine's thread; owned by the Engine.
#pragma once

#include "core/engine/jobend.h"
#include "core/engine/spareworker.h"

#include <QObject>
#include <QThreadPool>
#include <QTimer>

namespace millrace::engine {

class JobRunner final : public QObject
{
    Q_OBJECT
public:
    /// @p spare: of the program that workers run. @p pool runs what blocks; it, @p store and @p clock outlive this.
    JobRunner(store::StoreThread& store, QThreadPool& pool, Publisher publisher, std::shared_ptr<SpareWorker> spare,
              const Clock& clock, QObject* parent);
    /// Kills the workers; their leases run out or are taken over at the next start.
    ~JobRunner() override;

    void start(const LeasedJob& leased);
    /// Kills all workers and gives their jobs back; what is leased from now on, too, until stopAll(false).
    void stopAll(bool stop = true);
    /// The jobs of these attempts are no longer ours: their workers are killed, and nothing of them is stored.
    void drop(const QList<qint64>& attemptIds);

    /// A job is near: a worker is started that waits for it.
    void prepare() { m_spare->prepare(); }

    /// Jobs in hand: those whose worker runs, and those whose end is being stored.
    qsizetype count() const { return m_running.size() + m_ending.size(); }
    /// All in hand, for the heartbeat.
    QList<store::Job> jobs() const;

signals:
    void started(const millrace::engine::JobProgress& job);
    /// Batched, at most four times a second.
    void progressed(const QList<millrace::engine::JobProgress>& jobs);
    void logLine(qint64 jobId, const QString& line);
    void ended(const millrace::store::Job& job, const millrace::engine::JobEnd& end);
    /// The store did not come back in time to hear how a job ended.
    void broke(const QString& sentence);

private:
    struct Ending
    {
        LeasedJob leased = {};
        WorkerResult result = {};
        qint64 begunMs = 0;
        qint64 sinceMs = 0; ///< when the worker ended
        int pauseMs = 0;    ///< before the next try
    };
    void workerFinished(WorkerProcess* worker);
    void end(const LeasedJob& leased, const WorkerResult& result, qint64 begunMs);
    void store(qint64 attemptId);
    void say();

    store::StoreThread& m_store;
    QThreadPool& m_pool;
    const Clock& m_clock;
    Publisher m_publisher;
    struct Running
    {
        LeasedJob leased = {};
        WorkerProcess* worker = nullptr;
    };
    // By attempt: a job that was lost may come back to us while its first worker still ends.
    QHash<qint64, Running> m_running;
    QHash<qint64, Ending> m_ending;
    QTimer m_progress;
    const std::shared_ptr<SpareWorker> m_spare;
    bool m_stopping = false;
};

} // namespace millrace::engine
