// SPDX-License-Identifier: GPL-3.0-or-later
// Engine: the main loop. Polls archives, leases jobs, runs one worker process per job, publishes what they staged,
// records failures, recovers after a crash. The console and millracectl embed the same object; several of them, on
// several hosts, work on one store. It has no beat of its own when idle: it looks when the store changes, and when the
// next thing is due.
// Lives on a thread of its own (EngineThread) or on the main thread of a program without GUI; all its functions are to
// be called there; signals arrive by queued connection.
#pragma once

#include "core/base/clock.h"
#include "core/base/paths.h"
#include "core/engine/repositorysource.h"
#include "core/store/storethread.h"

#include <QObject>
#include <QSet>

#include <memory>

namespace millrace::engine {

class SpareWorker;

struct EngineOptions
{
    Paths paths = {};
    std::shared_ptr<RepositorySource> repositories = {}; ///< null = the folder of `paths`, shared with all hosts
    int parallelJobs = 2;
    bool poll = true; ///< poll archives on their interval; off for one-shot imports
    bool startPaused = false;
    QString workerProgram = {};  ///< empty = millrace-worker beside this program
    QString host = {};           ///< empty = this machine's name
    QList<qint64> onlyJobs = {}; ///< run these and no others (one-shot import); empty = whatever is due
    int pollEveryS = 0;          ///< overrides the archives' own interval; 0 = does not
    /// How often the idle slot verifies a package; 0 = never. Once a week: reading everything again costs power, and
    /// disks do not rot by the day.
    qint64 verifyEveryMs = 7LL * 24 * 60 * 60 * 1000;
    /// How long jobs may wait for a resource that is away before the engine calls itself idle all the same.
    qint64 outagePatienceMs = 5 * 60 * 1000;
    /// A worker that waits for the first job already, and whose program all are of; null = one is started when a job is
    /// near.
    std::shared_ptr<SpareWorker> spare = {};
};

/// What the queue screen draws of a running job; also in the store, for other processes.
struct JobProgress
{
    qint64 jobId = 0;
    QString package = {};
    QString version = {};
    QString stage = {};
    QString step = {};          ///< "unpack orig tarball"
    qint64 done = 0, total = 0; ///< of the step, in its own units; total 0 = unknown
    qint64 startedMs = 0;
    int versionsDone = 0, versionsTotal = 0;
};

enum class EngineState { Stopped, Running, Paused, Quiescing };

struct LeaseAnswer;

class Engine final : public QObject
{
    Q_OBJECT
public:
    Engine(store::StoreThread& store, EngineOptions options, const Clock& clock = Clock::system());
    ~Engine() override;

    EngineState state() const;
    int parallelJobs() const;

public slots:
    /// Recovers what a crash left behind, then begins to lease.
    void start();
    /// Lets running jobs finish, leases no more; start() goes on.
    void pause();
    /// Finishes running jobs, then emits stopped().
    void quiesce();
    /// Kills the workers, gives their jobs back, then emits stopped().
    void stopNow();
    /// Until a person wants another number of this host (ops::host()).
    void setParallelJobs(int jobs);
    /// Polls all enabled archives now (or only those named); polled() follows.
    void pollNow(const QStringList& archives = {});
    /// Something was queued: look at once. News of the store wake it by themselves.
    void wake();

signals:
    void stateChanged(millrace::engine::EngineState state);
    void parallelJobsChanged(int jobs);
    /// After the first start(): what a crash left behind is in order again.
    void recovered();
    /// Batched, at most four times a second.
    void progressed(const QList<millrace::engine::JobProgress>& jobs);
    void jobStarted(const millrace::engine::JobProgress& job);
    /// @p failed: this attempt was not the end of it, be it by a failure or because its archive is away.
    void jobFinished(qint64 jobId, const QString& package, bool failed);
    /// A line of a job's log as it is written.
    void logLine(qint64 jobId, const QString& line);
    void pollStarted();
    void pollProgressed(const QString& sentence);
    /// @p warnings: archives that could not be read, stale mirrors; one sentence each.
    void polled(int newPublications, const QStringList& warnings);
    /// The idle slot verifies a package; cut short (and to be done again) as soon as a job is due.
    void verificationStarted(const QString& package);
    void verificationEnded(const QString& package, int findings, bool cutShort);
    /// Nothing runs, and jobs wait for these resources, which are away.
    void waiting(const QStringList& resources);
    /// Nothing runs and nothing is due.
    void idle();
    void stopped();
    /// The store stopped answering, with the reason in words; once, until it answers again. The engine goes on by
    /// itself.
    void storeLost(const QString& reason);
    void storeRestored();
    /// The engine itself cannot go on (store lost, disk full): what, why, what to do.
    void broke(const QString& sentence);

private:
    struct Private;

    void connectParts();
    void connectBeat();
    void setState(EngineState state);
    void tick();
    void leaseMore();
    void leased(const LeaseAnswer& answer);
    void noJob(const LeaseAnswer& answer);
    void wakeIn(qint64 ms);
    void heed(const store::WantedOfHost& wanted);
    void noteNews(const QSet<QString>& topics);
    void stopIfDone();
    void storeFailed(const Error& error);
    void giveUp(const QString& sentence);

    std::unique_ptr<Private> d;
};

} // namespace millrace::engine

Q_DECLARE_METATYPE(millrace::engine::JobProgress)
