// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine.h"

#include "core/archive/aptconfig.h"
#include "core/base/answer.h"
#include "core/base/error.h"
#include "core/engine/engineidentity.h"
#include "core/engine/idleslot.h"
#include "core/engine/jobend.h"
#include "core/engine/jobplanner.h"
#include "core/engine/localstate.h"
#include "core/engine/poller.h"
#include "core/engine/recovery.h"
#include "core/engine/verifyplan.h"

#include <QCoreApplication>
#include <QtConcurrentRun>
#include <QThreadPool>

namespace millrace::engine {

namespace {
constexpr int tickMs = 1000;
constexpr int progressMs = 250;

QString stateName(EngineState state)
{
    switch (state) {
    case EngineState::Stopped:
        return QStringLiteral("stopped");
    case EngineState::Running:
        return QStringLiteral("running");
    case EngineState::Paused:
        return QStringLiteral("paused");
    case EngineState::Quiescing:
        return QStringLiteral("quiescing");
    }
    return {};
}
} // namespace

struct Engine::Private
{
    Private(store::StoreThread& storeThread, EngineOptions engineOptions, const Clock& engineClock)
        : store(storeThread)
        , options(std::move(engineOptions))
        , clock(engineClock)
        , publisher(store, options.paths, options.repositories)
    {
        if (options.host.isEmpty())
            options.host = thisHost();
        if (!options.repositories)
            options.repositories = sharedFolder(options.paths.repositories);
        if (options.workerProgram.isEmpty())
            options.workerProgram = QCoreApplication::applicationDirPath() + QLatin1String("/millrace-worker");
        identity = engineIdentity(options.host);
        // Publishing, planning and polling block; each has its place here, never on the global pool.
        pool.setMaxThreadCount(4);
    }

    store::StoreThread& store;
    EngineOptions options;
    const Clock& clock;
    Publisher publisher;
    QString identity;
    QThreadPool pool;
    EngineState state = EngineState::Stopped;
    std::unique_ptr<IdleSlot> verifier;
    QHash<qint64, WorkerProcess*> workers;
    int ending = 0; ///< jobs whose worker has ended and whose result is being stored
    QTimer tick;
    QTimer progress;
    QTimer heartbeat;
    bool recovered = false;
    bool recovering = false;
    bool leasing = false;
    bool polling = false;
    bool stopping = false; ///< stopNow(): workers are being killed
    bool progressPending = false;
    bool idleSaid = false;
    Cancellation pollCancellation;
};

Engine::Engine(store::StoreThread& store, EngineOptions options, const Clock& clock)
    : d(std::make_unique<Private>(store, std::move(options), clock))
{
    qRegisterMetaType<QList<JobProgress>>();
    d->tick.setParent(this);
    d->progress.setParent(this);
    d->heartbeat.setParent(this);
    connect(&d->tick, &QTimer::timeout, this, &Engine::tick);
    connect(&d->heartbeat, &QTimer::timeout, this, &Engine::beat);
    // A child, so that it comes along to the thread that the console moves the engine to.
    d->verifier = std::make_unique<IdleSlot>(
        d->store, d->pool,
        IdleSlotOptions{d->options.paths, d->options.workerProgram, d->options.host, d->options.verifyEveryMs}, this);
    connect(d->verifier.get(), &IdleSlot::started, this, &Engine::verificationStarted);
    connect(d->verifier.get(), &IdleSlot::ended, this, &Engine::verificationEnded);
    connect(d->verifier.get(), &IdleSlot::settled, this, &Engine::stopIfDone);
    d->progress.setSingleShot(true);
    connect(&d->progress, &QTimer::timeout, this, [this] {
        QList<JobProgress> jobs;
        for (const WorkerProcess* worker : std::as_const(d->workers))
            jobs.append(worker->progress());
        emit progressed(jobs);
    });
}

Engine::~Engine()
{
    d->pollCancellation.cancel();
    qDeleteAll(d->workers);
    d->workers.clear();
    d->verifier.reset();
    d->pool.waitForDone();
}

EngineState Engine::state() const
{
    return d->state;
}

void Engine::setState(EngineState state)
{
    if (std::exchange(d->state, state) == state)
        return;
    beat();
    emit stateChanged(state);
}

void Engine::start()
{
    if (d->options.startPaused && d->state == EngineState::Stopped) {
        d->options.startPaused = false;
        pause();
        return;
    }
    setState(EngineState::Running);
    d->tick.start(tickMs);
    d->heartbeat.start(static_cast<int>(queue::heartbeatMs));
    recoverThenRun();
}

void Engine::recoverThenRun()
{
    if (d->recovered) {
        tick();
        return;
    }
    if (std::exchange(d->recovering, true))
        return;
    answer(
        QtConcurrent::run(&d->pool,
                          [this] {
                              sweepVerifications(d->options.paths);
                              recover(d->store, d->publisher, d->options.paths, d->options.host, d->clock.nowMs());
                          }),
        this,
        [this] {
            d->recovered = true;
            d->recovering = false;
            emit recovered();
            tick();
        },
        [this](const Error& error) {
            d->recovering = false;
            giveUp(error.message());
        });
}

void Engine::pause()
{
    d->verifier->yield();
    setState(EngineState::Paused);
    d->heartbeat.start(static_cast<int>(queue::heartbeatMs));
}

void Engine::quiesce()
{
    if (d->state == EngineState::Stopped) {
        emit stopped();
        return;
    }
    d->pollCancellation.cancel();
    d->verifier->yield();
    setState(EngineState::Quiescing);
    stopIfDone();
}

void Engine::stopNow()
{
    quiesce();
    d->stopping = true;
    for (WorkerProcess* worker : std::as_const(d->workers))
        worker->stop();
    stopIfDone();
}

void Engine::stopIfDone()
{
    if (d->state != EngineState::Quiescing || !d->workers.isEmpty() || d->ending > 0 || d->leasing || d->polling ||
        d->verifier->isBusy())
        return;
    d->tick.stop();
    d->heartbeat.stop();
    setState(EngineState::Stopped);
    d->pollCancellation = Cancellation();
    d->stopping = false;
    emit stopped();
}

void Engine::setParallelJobs(int jobs)
{
    d->options.parallelJobs = std::max(1, jobs);
    beat();
    wake();
}

void Engine::wake()
{
    if (d->state == EngineState::Running)
        tick();
}

void Engine::giveUp(const QString& sentence)
{
    pause();
    emit broke(sentence);
}

void Engine::tick()
{
    if (d->state != EngineState::Running || !d->recovered)
        return;
    pollIfDue();
    leaseMore();
}

void Engine::leaseMore()
{
    // A job that starts between two suites of a poll would import in another order than the one recorded.
    if (d->polling)
        return;
    if (d->leasing || d->state != EngineState::Running || d->workers.size() + d->ending >= d->options.parallelJobs)
        return;
    d->leasing = true;
    const QString identity = d->identity;
    const QString host = d->options.host;
    const QList<qint64> only = d->options.onlyJobs;
    answer(
        d->store.run([identity, host, only](store::StateStore& state) {
            for (const qint64 package : state.failures.dueRetries()) {
                state.transaction([&] {
                    state.jobs.enqueue(package, queue::JobType::Retry, queue::priority::retry,
                                       QStringLiteral("automatic retry"));
                    state.packages.settle(package);
                });
            }
            // In a transaction of its own: inside of another one it would collide with the leases of other engines.
            return state.jobs.lease(identity, host, only);
        }),
        this,
        [this](const std::optional<store::Job>& job) {
            d->leasing = false;
            if (job) {
                d->idleSaid = false;
                d->verifier->yield();
                startJob(*job);
                leaseMore();
            } else if (d->workers.isEmpty() && d->ending == 0 && !d->polling) {
                // Who waits for idle may want to stop then: the slot is used from the next tick on.
                if (!std::exchange(d->idleSaid, true))
                    emit idle();
                else if (d->state == EngineState::Running && d->options.onlyJobs.isEmpty())
                    d->verifier->look();
            }
            stopIfDone();
        },
        [this](const Error& error) {
            d->leasing = false;
            giveUp(error.message());
            stopIfDone();
        });
}

void Engine::startJob(const store::Job& job)
{
    ++d->ending; // counts as busy until the worker runs
    const Paths paths = d->options.paths;
    store::StoreThread* store = &d->store;
    const QString logPath = paths.logs() + QStringLiteral("/attempt-%1.log").arg(job.attemptId);
    answer(
        QtConcurrent::run(&d->pool,
                          [store, job, paths, logPath, repositories = d->options.repositories] {
                              if (job.mode == QLatin1String("fresh"))
                                  ignoreLocalState(*store, job, paths);
                              const QMap<QString, QString> proxies = archive::readAptSettings().proxies.rules;
                              importer::JobSpec spec = store->call([&](store::StateStore& state) {
                                  state.jobs.setLog(job.attemptId, logPath, quarantineOf(paths, job.attemptId));
                                  return planJob(state, job, paths, proxies);
                              });
                              if (!spec.publications.isEmpty()) {
                                  ensureFolder(spec.quarantine);
                                  spec.repository =
                                      repositories->prepare(job.package, spec.publications.constLast().branch);
                              }
                              return spec;
                          }),
        this,
        [this, job, logPath](const importer::JobSpec& spec) {
            --d->ending;
            auto* worker = new WorkerProcess(job, spec, d->options.workerProgram, logPath, d->clock.nowMs(), this);
            if (spec.publications.isEmpty() || d->stopping) {
                // Nothing to do is a success; being stopped gives the job back.
                WorkerResult result;
                result.attempt.outcome = d->stopping ? QStringLiteral("stopped") : QStringLiteral("done");
                worker->deleteLater();
                storeResult(job, result);
                return;
            }
            d->workers.insert(job.id, worker);
            connect(worker, &WorkerProcess::progressed, this, [this] {
                if (!d->progress.isActive())
                    d->progress.start(progressMs);
            });
            connect(worker, &WorkerProcess::stageChanged, this,
                    [this, id = job.id](const QString& stage, const QString& version) {
                        d->store.run([id, stage, version](store::StateStore& state) {
                            state.jobs.progress(id, stage, version);
                        });
                    });
            connect(worker, &WorkerProcess::logLine, this,
                    [this, id = job.id](const QString& line) { emit logLine(id, line); });
            connect(worker, &WorkerProcess::finished, this, [this, worker] { workerFinished(worker); });
            worker->start();
            emit jobStarted(worker->progress());
            beat();
        },
        [this, job](const Error& error) {
            --d->ending;
            WorkerResult result;
            result.failures.append({error, {}, {}});
            result.attempt.outcome = QStringLiteral("failed");
            storeResult(job, result);
        });
}

void Engine::workerFinished(WorkerProcess* worker)
{
    d->workers.remove(worker->job().id);
    worker->deleteLater();
    storeResult(worker->job(), worker->result());
}

void Engine::storeResult(const store::Job& job, const WorkerResult& result)
{
    ++d->ending;
    answer(
        QtConcurrent::run(&d->pool, [this, job, result] { return endJob(d->store, d->publisher, job, result); }), this,
        [this, job](const JobEnd& end) {
            --d->ending;
            beat();
            emit jobFinished(job.id, job.package, end.failed || end.resource.has_value());
            if (end.resource)
                giveUp(end.resource->message());
            stopIfDone();
            leaseMore();
        },
        [this](const Error& error) {
            --d->ending;
            giveUp(error.message());
            stopIfDone();
        });
}

void Engine::beat()
{
    QList<qint64> jobs = d->workers.keys();
    const QString host = d->options.host;
    const int parallel = d->options.parallelJobs;
    const QString state = stateName(d->state);
    d->store.run([jobs, host, parallel, state](store::StateStore& store) {
        store.jobs.heartbeat(jobs);
        store.hosts.beat(host, static_cast<int>(jobs.size()), parallel, state);
    });
}

void Engine::pollIfDue()
{
    if (d->options.poll && !d->polling)
        runPoll({}, true);
}

void Engine::pollNow(const QStringList& archives)
{
    if (!d->polling)
        runPoll(archives, false);
}

void Engine::runPoll(const QStringList& archives, bool onlyDue)
{
    d->polling = true;
    // Whether a suite is due is asked here, cheaply, so that an idle engine starts no thread and says nothing.
    const qint64 now = d->clock.nowMs();
    const int everyS = d->options.pollEveryS;
    answer(
        d->store.run([now, onlyDue, everyS](store::StateStore& state) {
            return !onlyDue || state.archives.anyDue(now, everyS);
        }),
        this,
        [this, archives, onlyDue, everyS](bool due) {
            if (!due) {
                d->polling = false;
                stopIfDone();
                leaseMore();
                return;
            }
            emit pollStarted();
            const PollRequest request{archives, {}, onlyDue, everyS};
            answer(
                QtConcurrent::run(&d->pool,
                                  [this, request] {
                                      Poller poller(d->store, d->options.paths.indexes(), d->clock);
                                      return poller.run(
                                          request, [this](const QString& sentence) { emit pollProgressed(sentence); },
                                          d->pollCancellation);
                                  }),
                this,
                [this](const PollResult& result) {
                    d->polling = false;
                    QStringList warnings = result.warnings;
                    for (const Error& error : result.errors)
                        warnings.append(error.message());
                    emit polled(result.publicationsAdded, warnings);
                    d->idleSaid = false;
                    stopIfDone();
                    leaseMore();
                },
                [this](const Error& error) {
                    d->polling = false;
                    emit polled(0, {error.message()});
                    stopIfDone();
                    leaseMore();
                });
        },
        [this](const Error& error) {
            d->polling = false;
            giveUp(error.message());
            stopIfDone();
        });
}

} // namespace millrace::engine
