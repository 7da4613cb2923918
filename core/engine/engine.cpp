// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engine.h"

#include "core/base/error.h"
#include "core/engine/engineidentity.h"
#include "core/engine/hostbeat.h"
#include "core/engine/idleslot.h"
#include "core/engine/jobrunner.h"
#include "core/engine/leaser.h"
#include "core/engine/pollloop.h"
#include "core/engine/probeloop.h"
#include "core/engine/workerenvironment.h"
#include "core/store/changefeed.h"
#include "core/store/mayheal.h"

#include <QCoreApplication>
#include <QElapsedTimer>

namespace millrace::engine {

namespace {

/// With jobs in hand, polls and other hosts' leases are looked after this often.
constexpr qint64 busyMs = 5000;
/// Who waits for idle may want to stop then: the slot is used only after this.
constexpr qint64 idleSlotMs = 1000;
constexpr qint64 longestWaitMs = 60LL * 60 * 1000;
constexpr int newsMs = 1000;
/// How long a store may be away: a server that restarts, a file that is copied.
constexpr qint64 storePatienceMs = 3 * 60 * 1000;
constexpr qint64 storeRetryMs = 1000;

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
    Private(Engine* engine, store::StoreThread& storeThread, EngineOptions engineOptions, const Clock& engineClock)
        : store(storeThread)
        , options(completed(std::move(engineOptions)))
        , clock(engineClock)
        , ownParallel(options.parallelJobs)
        , beat(
              store, pool, options.paths, options.repositories, options.host, clock, [this] { return told(); }, engine)
        , leaser(store, pool,
                 LeaseRequest{beat.identity(), options.host, options.onlyJobs, options.paths, options.repositories,
                              options.poll ? options.pollEveryS : -1},
                 engine)
        , jobs(store, pool, Publisher(store, options.paths, options.repositories), options.spare, clock, engine)
        , polls(store, pool, options.paths.indexes(), options.pollEveryS, clock, engine)
        , probes(store, pool, engine)
        , verifier(store, pool,
                   IdleSlotOptions{options.paths, options.repositories, options.workerProgram, options.host,
                                   options.verifyEveryMs},
                   engine)
        , wakeTimer(engine)
    {
        // Publishing, planning and polling block; each has its place here, never on the global pool.
        pool.setMaxThreadCount(4);
        wakeTimer.setSingleShot(true);
    }

    static EngineOptions completed(EngineOptions options)
    {
        if (options.host.isEmpty())
            options.host = thisHost();
        if (!options.repositories)
            options.repositories = sharedFolder(options.paths.repositories);
        if (!options.spare)
            options.spare = std::make_shared<SpareWorker>(options.workerProgram.isEmpty() ? workerProgram()
                                                                                          : options.workerProgram);
        options.workerProgram = options.spare->program();
        return options;
    }

    HostState told() const
    {
        HostState told{stateName(state), options.parallelJobs, jobs.jobs()};
        if (state == EngineState::Running && wanted.drain)
            told.state = told.jobs.isEmpty() ? QStringLiteral("drained") : QStringLiteral("draining");
        return told;
    }

    bool isOneShot() const { return !options.onlyJobs.isEmpty(); }

    store::StoreThread& store;
    EngineOptions options;
    const Clock& clock;
    int ownParallel; ///< as started, or as set here since
    QThreadPool pool;
    // All of these come along to the thread that the console moves the engine to.
    HostBeat beat;
    Leaser leaser;
    JobRunner jobs;
    PollLoop polls;
    ProbeLoop probes;
    IdleSlot verifier;
    QTimer wakeTimer;
    store::ChangeFeed* feed = nullptr;
    EngineState state = EngineState::Stopped;
    store::WantedOfHost wanted;
    QElapsedTimer storeAway;
    qint64 waitingSinceMs = 0;
    qsizetype begun = 0; ///< jobs that were leased
    bool recovered = false;
    bool idleSaid = false;
};

Engine::Engine(store::StoreThread& store, EngineOptions options, const Clock& clock)
    : d(std::make_unique<Private>(this, store, std::move(options), clock))
{
    qRegisterMetaType<QList<JobProgress>>();
    connect(&d->wakeTimer, &QTimer::timeout, this, &Engine::tick);
    connectParts();
    connectBeat();
}

void Engine::connectParts()
{
    connect(&d->jobs, &JobRunner::started, this, [this](const JobProgress& job) {
        emit jobStarted(job);
        d->beat.beat();
    });
    connect(&d->jobs, &JobRunner::progressed, this, &Engine::progressed);
    connect(&d->jobs, &JobRunner::logLine, this, &Engine::logLine);
    connect(&d->jobs, &JobRunner::ended, this, [this](const store::Job& job, const JobEnd& end) {
        d->beat.beat();
        emit jobFinished(job.id, job.package, end.failed || end.lost || end.resource || end.away);
        if (end.resource)
            giveUp(end.resource->message());
        stopIfDone();
        leaseMore();
    });
    connect(&d->jobs, &JobRunner::broke, this, [this](const QString& sentence) {
        giveUp(sentence);
        stopIfDone();
    });
    connect(&d->polls, &PollLoop::started, this, &Engine::pollStarted);
    connect(&d->polls, &PollLoop::progressed, this, &Engine::pollProgressed);
    connect(&d->polls, &PollLoop::polled, this, [this](int added, const QStringList& warnings) {
        d->idleSaid = false;
        emit polled(added, warnings);
    });
    connect(&d->polls, &PollLoop::begun, this, &Engine::leaseMore);
    connect(&d->polls, &PollLoop::ended, this, [this] {
        stopIfDone();
        leaseMore();
    });
    connect(&d->polls, &PollLoop::storeFailed, this, &Engine::storeFailed);
    connect(&d->probes, &ProbeLoop::ended, this, [this](bool back) {
        stopIfDone();
        if (back)
            wake();
    });
    connect(&d->verifier, &IdleSlot::started, this, &Engine::verificationStarted);
    connect(&d->verifier, &IdleSlot::ended, this, &Engine::verificationEnded);
    connect(&d->verifier, &IdleSlot::settled, this, [this] {
        stopIfDone();
        if (d->state == EngineState::Running)
            wakeIn(idleSlotMs);
    });
}

void Engine::connectBeat()
{
    connect(&d->beat, &HostBeat::recovered, this, [this] {
        d->recovered = true;
        d->storeAway.invalidate();
        emit recovered();
        tick();
    });
    connect(&d->beat, &HostBeat::recoveryFailed, this, &Engine::storeFailed);
    connect(&d->beat, &HostBeat::settled, this, &Engine::stopIfDone);
    connect(&d->beat, &HostBeat::reclaimed, this, &Engine::wake);
    connect(&d->beat, &HostBeat::lost, &d->jobs, &JobRunner::drop);
    connect(&d->beat, &HostBeat::wanted, this, &Engine::heed);
    connect(&d->leaser, &Leaser::answered, this, &Engine::leased);
    connect(&d->leaser, &Leaser::storeFailed, this, &Engine::storeFailed);
}

Engine::~Engine()
{
    d->polls.cancel();
    d->probes.cancel();
    d->verifier.yield();
    // What runs on the pool uses the parts.
    d->pool.waitForDone();
}

EngineState Engine::state() const
{
    return d->state;
}

int Engine::parallelJobs() const
{
    return d->options.parallelJobs;
}

void Engine::setState(EngineState state)
{
    if (std::exchange(d->state, state) == state)
        return;
    d->beat.beat();
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
    d->jobs.stopAll(false);
    d->beat.start();
    if (!d->feed) {
        d->feed = new store::ChangeFeed(d->store, newsMs, this);
        connect(d->feed, &store::ChangeFeed::changed, this, &Engine::noteNews);
        connect(d->feed, &store::ChangeFeed::lost, this, &Engine::storeLost);
        connect(d->feed, &store::ChangeFeed::restored, this, &Engine::storeRestored);
    }
    if (d->recovered)
        tick();
    else
        d->beat.recoverFirst();
}

void Engine::pause()
{
    d->verifier.yield();
    setState(EngineState::Paused);
    d->beat.start();
}

void Engine::quiesce()
{
    if (d->state == EngineState::Stopped) {
        emit stopped();
        return;
    }
    d->polls.cancel();
    d->probes.cancel();
    d->verifier.yield();
    setState(EngineState::Quiescing);
    stopIfDone();
}

void Engine::stopNow()
{
    quiesce();
    d->jobs.stopAll();
    stopIfDone();
}

void Engine::stopIfDone()
{
    if (d->state != EngineState::Quiescing || d->jobs.count() > 0 || d->leaser.isBusy() || d->beat.isRecovering() ||
        d->polls.isBusy() || d->probes.isBusy() || d->verifier.isBusy())
        return;
    d->wakeTimer.stop();
    d->beat.stop();
    delete std::exchange(d->feed, nullptr);
    setState(EngineState::Stopped);
    emit stopped();
}

void Engine::setParallelJobs(int jobs)
{
    d->ownParallel = std::max(1, jobs);
    if (std::exchange(d->options.parallelJobs, d->ownParallel) != d->ownParallel)
        emit parallelJobsChanged(d->ownParallel);
    d->beat.beat();
    wake();
}

void Engine::pollNow(const QStringList& archives)
{
    d->polls.pollNow(archives);
}

void Engine::wake()
{
    if (d->state == EngineState::Running)
        tick();
}

void Engine::wakeIn(qint64 ms)
{
    const int wanted = static_cast<int>(std::clamp(ms, qint64(1), longestWaitMs));
    if (!d->wakeTimer.isActive() || d->wakeTimer.remainingTime() > wanted)
        d->wakeTimer.start(wanted);
}

void Engine::noteNews(const QSet<QString>& topics)
{
    static const QSet<QString> ours = {QStringLiteral("job"), QStringLiteral("failure"), QStringLiteral("package"),
                                       QStringLiteral("archive"), QStringLiteral("outage")};
    if (topics.contains(QStringLiteral("wanted")))
        d->beat.beat();
    if (topics.intersects(ours))
        wake();
}

void Engine::storeFailed(const Error& error)
{
    if (!d->storeAway.isValid())
        d->storeAway.start();
    if (store::mayHeal(error) && d->storeAway.elapsed() < storePatienceMs)
        wakeIn(storeRetryMs);
    else
        giveUp(error.message());
    stopIfDone();
}

void Engine::giveUp(const QString& sentence)
{
    d->storeAway.invalidate();
    pause();
    emit broke(sentence);
}

void Engine::tick()
{
    if (d->state != EngineState::Running)
        return;
    if (!d->recovered) {
        d->beat.recoverFirst(); // the store was away when it was to be done
        return;
    }
    d->probes.look();
    if (d->options.poll && !d->wanted.drain)
        d->polls.pollIfDue();
    leaseMore();
}

void Engine::leaseMore()
{
    // What an interrupted poll began to read, the next one must have claimed first.
    if (d->polls.isBeginning() || d->state != EngineState::Running)
        return;
    if (d->jobs.count() >= d->options.parallelJobs || d->wanted.drain) {
        wakeIn(d->jobs.count() > 0 ? busyMs : longestWaitMs);
        if (d->jobs.count() == 0 && !d->polls.isBusy() && !std::exchange(d->idleSaid, true))
            emit idle();
        return;
    }
    // While the store is asked.
    if (!d->isOneShot() || d->begun < d->options.onlyJobs.size())
        d->jobs.prepare();
    d->leaser.ask(d->options.parallelJobs - static_cast<int>(d->jobs.count()));
}

void Engine::leased(const LeaseAnswer& answer)
{
    d->storeAway.invalidate();
    if (answer.leased.isEmpty()) {
        noJob(answer);
    } else {
        d->idleSaid = false;
        d->waitingSinceMs = 0;
        d->verifier.yield();
        d->begun += answer.leased.size();
        for (const LeasedJob& leased : answer.leased)
            d->jobs.start(leased);
        leaseMore();
    }
    stopIfDone();
}

void Engine::noJob(const LeaseAnswer& answer)
{
    if (d->state != EngineState::Running)
        return;
    const qint64 now = d->clock.nowMs();
    // What is due and cannot be had now, because of a poll by somebody else or a lease about to run out, can be soon.
    wakeIn(answer.nextMs > 0 ? std::max(answer.nextMs - now, storeRetryMs) : longestWaitMs);
    // What a poll brings is asked for when it has ended.
    if (d->jobs.count() > 0 || d->polls.isBusy()) {
        wakeIn(busyMs);
        return;
    }
    if (!answer.waitsFor.isEmpty()) {
        if (d->waitingSinceMs == 0) {
            d->waitingSinceMs = now;
            emit waiting(answer.waitsFor);
        }
        wakeIn(d->waitingSinceMs + d->options.outagePatienceMs - now);
        if (now < d->waitingSinceMs + d->options.outagePatienceMs)
            return;
    }
    if (!std::exchange(d->idleSaid, true)) {
        emit idle();
        wakeIn(idleSlotMs);
    } else if (!d->isOneShot()) {
        d->verifier.look();
        if (const qint64 ms = d->verifier.msToNextLook(); ms > 0)
            wakeIn(ms);
    }
}

void Engine::heed(const store::WantedOfHost& wanted)
{
    // Who imports one thing here and now wants it whatever the host is to do otherwise.
    if (d->isOneShot() || std::exchange(d->wanted, wanted) == wanted)
        return;
    const int parallel = wanted.parallel > 0 ? wanted.parallel : d->ownParallel;
    if (std::exchange(d->options.parallelJobs, parallel) != parallel)
        emit parallelJobsChanged(parallel);
    if (wanted.drain)
        d->verifier.yield();
    d->beat.beat();
    wake();
}

} // namespace millrace::engine
