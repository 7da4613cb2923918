// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/enginehost.h"

#include "core/monitor/recorder.h"

namespace millrace::ui {

using engine::Engine;
using engine::EngineState;
using engine::JobProgress;

namespace {

/// A worker that cannot be killed must not keep a closed window's process alive.
constexpr int stopPatienceMs = 15'000;

} // namespace

EngineHost::EngineHost(QObject* parent)
    : QObject(parent)
{
    qRegisterMetaType<EngineState>();
    qRegisterMetaType<QList<JobProgress>>();
}

EngineHost::~EngineHost()
{
    if (!m_thread)
        return;
    dismiss();
    if (!m_thread->wait(stopPatienceMs)) {
        qWarning("the engine does not stop; its running jobs are given back at the next start");
        static_cast<void>(m_thread.release());
    }
}

void EngineHost::dismiss()
{
    if (!m_thread || m_thread->isFinished()) {
        QMetaObject::invokeMethod(this, &EngineHost::dismissed, Qt::QueuedConnection);
        return;
    }
    if (!m_engine)
        return; // under way
    connect(m_thread.get(), &QThread::finished, this, &EngineHost::dismissed);
    // Deleting the engine kills its workers and gives their jobs back; it must happen where its timers live.
    Engine* engine = std::exchange(m_engine, nullptr);
    QMetaObject::invokeMethod(
        engine,
        [engine, thread = m_thread.get()] {
            delete engine;
            thread->quit();
        },
        Qt::QueuedConnection);
}

void EngineHost::launch(store::StoreThread& write, const engine::EngineOptions& options)
{
    m_parallelJobs = options.parallelJobs;
    m_thread = std::make_unique<QThread>();
    m_thread->setObjectName(QStringLiteral("engine"));
    m_engine = new Engine(write, options);
    connectEngine();
    // A child, so that it goes to the engine's thread with it, and is deleted there.
    auto* recorder = new monitor::Recorder(write, m_engine);
    connect(m_engine, &Engine::recovered, recorder, &monitor::Recorder::start);
    m_engine->moveToThread(m_thread.get());
    m_thread->start();
    post([](Engine& engine) { engine.start(); });
}

template <typename Function> void EngineHost::post(Function function)
{
    if (m_engine)
        QMetaObject::invokeMethod(
            m_engine, [engine = m_engine, function] { function(*engine); }, Qt::QueuedConnection);
}

void EngineHost::connectEngine()
{
    connect(m_engine, &Engine::stateChanged, this, [this](EngineState state) {
        m_state = state;
        emit stateChanged();
    });
    // Somebody may want another number of this host, from wherever.
    connect(m_engine, &Engine::parallelJobsChanged, this, [this](int jobs) {
        if (std::exchange(m_parallelJobs, jobs) != jobs)
            emit parallelJobsChanged(jobs);
    });
    connect(m_engine, &Engine::progressed, this, [this](const QList<JobProgress>& jobs) {
        for (const JobProgress& job : jobs)
            m_progress.insert(job.jobId, job);
        emit progressed();
    });
    connect(m_engine, &Engine::jobStarted, this, [this](const JobProgress& job) {
        m_progress.insert(job.jobId, job);
        emit progressed();
    });
    connect(m_engine, &Engine::jobFinished, this, [this](qint64 jobId, const QString& package, bool failed) {
        m_progress.remove(jobId);
        emit jobFinished(jobId, package, failed);
    });
    connect(m_engine, &Engine::pollStarted, this, [this] {
        m_polling = true;
        m_pollSentence = tr("Reading the archives' indexes");
        emit pollChanged();
    });
    connect(m_engine, &Engine::pollProgressed, this, [this](const QString& sentence) {
        m_pollSentence = sentence;
        emit pollChanged();
    });
    connect(m_engine, &Engine::polled, this, [this](int newPublications, const QStringList& warnings) {
        m_polling = false;
        m_pollSentence.clear();
        emit pollChanged();
        emit polled(newPublications, warnings);
    });
    connect(m_engine, &Engine::broke, this, [this](const QString& sentence) {
        m_breakage = sentence;
        emit broke(sentence);
    });
    connect(m_engine, &Engine::stopped, this, &EngineHost::stopped);
}

void EngineHost::start()
{
    m_breakage.clear();
    post([](Engine& engine) { engine.start(); });
}

void EngineHost::pause()
{
    post([](Engine& engine) { engine.pause(); });
}

void EngineHost::quiesce()
{
    post([](Engine& engine) { engine.quiesce(); });
}

void EngineHost::stopNow()
{
    post([](Engine& engine) { engine.stopNow(); });
}

void EngineHost::setParallelJobs(int jobs)
{
    if (std::exchange(m_parallelJobs, jobs) == jobs)
        return;
    post([jobs](Engine& engine) { engine.setParallelJobs(jobs); });
    emit parallelJobsChanged(jobs);
}

void EngineHost::pollNow()
{
    post([](Engine& engine) { engine.pollNow(); });
}

void EngineHost::wake()
{
    post([](Engine& engine) { engine.wake(); });
}

} // namespace millrace::ui
