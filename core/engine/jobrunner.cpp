// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/jobrunner.h"

#include "core/base/answer.h"

#include <QtConcurrentRun>

namespace millrace::engine {

namespace {
constexpr int progressMs = 250;
constexpr int firstPauseMs = 500;
constexpr int longestPauseMs = 15'000;
} // namespace

JobRunner::JobRunner(store::StoreThread& store, QThreadPool& pool, Publisher publisher,
                     std::shared_ptr<SpareWorker> spare, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_pool(pool)
    , m_clock(clock)
    , m_publisher(std::move(publisher))
    , m_progress(this)
    , m_spare(std::move(spare))
{
    m_progress.setSingleShot(true);
    m_progress.setInterval(progressMs);
    connect(&m_progress, &QTimer::timeout, this, &JobRunner::say);
}

JobRunner::~JobRunner()
{
    for (const Running& one : std::as_const(m_running))
        delete one.worker;
}

QList<store::Job> JobRunner::jobs() const
{
    QList<store::Job> all;
    for (const Running& one : m_running)
        all.append(one.leased.job);
    for (const Ending& one : m_ending)
        all.append(one.leased.job);
    return all;
}

void JobRunner::start(const LeasedJob& leased)
{
    const qint64 now = m_clock.nowMs();
    WorkerResult without;
    if (leased.problem) {
        without.failures.append({*leased.problem, {}, {}});
        without.attempt.outcome = QStringLiteral("failed");
    } else if (m_stopping) {
        without.attempt.outcome = QStringLiteral("stopped");
    } else if (leased.spec.publications.isEmpty()) {
        without.attempt.outcome = QStringLiteral("done"); // nothing to do is a success
    }
    if (!without.attempt.outcome.isEmpty()) {
        end(leased, without, now);
        return;
    }
    auto* worker = new WorkerProcess(leased.job, leased.spec, m_spare->program(), leased.logPath, now, this);
    m_running.insert(leased.job.attemptId, {leased, worker});
    connect(worker, &WorkerProcess::progressed, this, [this] {
        if (!m_progress.isActive())
            m_progress.start();
    });
    connect(worker, &WorkerProcess::stageChanged, this,
            [this, job = leased.job](const QString& stage, const QString& version) {
                m_store.run(
                    [job, stage, version](store::StateStore& state) { state.jobs.progress(job, stage, version); });
            });
    connect(worker, &WorkerProcess::logLine, this,
            [this, id = leased.job.id](const QString& line) { emit logLine(id, line); });
    connect(worker, &WorkerProcess::finished, this, [this, worker] { workerFinished(worker); });
    worker->start(m_spare->take());
    emit started(worker->progress());
}

void JobRunner::say()
{
    QList<JobProgress> jobs;
    for (const Running& one : std::as_const(m_running))
        jobs.append(one.worker->progress());
    emit progressed(jobs);
}

void JobRunner::stopAll(bool stop)
{
    m_stopping = stop;
    if (!stop)
        return;
    for (const Running& one : std::as_const(m_running))
        one.worker->stop();
}

void JobRunner::drop(const QList<qint64>& attemptIds)
{
    for (const qint64 id : attemptIds) {
        if (const auto it = m_running.constFind(id); it != m_running.constEnd())
            it->worker->stop();
    }
}

void JobRunner::workerFinished(WorkerProcess* worker)
{
    const Running running = m_running.take(worker->job().attemptId);
    worker->deleteLater();
    end(running.leased, worker->result(), worker->progress().startedMs);
}

void JobRunner::end(const LeasedJob& leased, const WorkerResult& result, qint64 begunMs)
{
    m_ending.insert(leased.job.attemptId, {leased, result, begunMs, m_clock.nowMs(), 0});
    store(leased.job.attemptId);
}

void JobRunner::store(qint64 attemptId)
{
    const Ending ending = m_ending.value(attemptId);
    answer(
        QtConcurrent::run(
            &m_pool,
            [this, ending] { return endJob(m_store, m_publisher, ending.leased, ending.result, ending.begunMs); }),
        this,
        [this, attemptId](const JobEnd& end) {
            const store::Job job = m_ending.take(attemptId).leased.job;
            emit ended(job, end);
        },
        [this, attemptId](const Error& error) {
            // Work that is done is not thrown away because the store restarts. After a lease's time somebody else has
            // the job anyway.
            Ending& waiting = m_ending[attemptId];
            const bool mayHeal =
                error.errorClass() == QLatin1String("db") || error.errorClass() == QLatin1String("store");
            if (!mayHeal || m_stopping || m_clock.nowMs() - waiting.sinceMs > queue::leaseMs) {
                m_ending.remove(attemptId);
                emit broke(error.message());
                return;
            }
            waiting.pauseMs = std::clamp(waiting.pauseMs * 2, firstPauseMs, longestPauseMs);
            QTimer::singleShot(waiting.pauseMs, this, [this, attemptId] { store(attemptId); });
        });
}

} // namespace millrace::engine
