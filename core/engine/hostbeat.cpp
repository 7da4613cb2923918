// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/hostbeat.h"

#include "core/base/answer.h"
#include "core/engine/asideend.h"
#include "core/engine/engineidentity.h"
#include "core/engine/recovery.h"
#include "core/engine/verifyplan.h"

#include <QtConcurrentRun>

namespace millrace::engine {

HostBeat::HostBeat(store::StoreThread& store, QThreadPool& pool, Paths paths,
                   std::shared_ptr<RepositorySource> repositories, QString host, const Clock& clock,
                   std::function<HostState()> tell, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_pool(pool)
    , m_paths(std::move(paths))
    , m_host(std::move(host))
    , m_identity(engineIdentity(m_host))
    , m_clock(clock)
    , m_tell(std::move(tell))
    , m_publisher(store, m_paths, std::move(repositories))
    , m_timer(this)
{
    m_timer.setInterval(static_cast<int>(queue::heartbeatMs));
    connect(&m_timer, &QTimer::timeout, this, [this] {
        beat();
        recoverOthers();
    });
}

void HostBeat::start()
{
    m_timer.start();
}

void HostBeat::stop()
{
    m_timer.stop();
}

void HostBeat::beat()
{
    struct Heard
    {
        QList<qint64> lost = {};
        store::WantedOfHost wanted = {};
    };
    answer(
        m_store.run([told = m_tell(), host = m_host, engine = m_identity](store::StateStore& store) {
            return Heard{store.jobs.heartbeat(told.jobs),
                         store.hosts.beat(host, static_cast<int>(told.jobs.size()), told.parallel, told.state, engine)};
        }),
        this,
        [this](const Heard& heard) {
            if (!heard.lost.isEmpty())
                emit lost(heard.lost);
            emit wanted(heard.wanted);
        },
        [](const Error&) {}); // a lease outlives several beats; what else the store has to say, leasing hears
}

void HostBeat::recoverFirst()
{
    if (std::exchange(m_recovering, true))
        return;
    answer(
        QtConcurrent::run(&m_pool,
                          [this, who = Recoverer{m_identity, {}}] {
                              sweepVerifications(m_paths);
                              recover(m_store, m_publisher, who, m_clock.nowMs());
                              sweepQuarantines(m_store, m_paths);
                          }),
        this,
        [this] {
            m_recovering = false;
            emit recovered();
            emit settled();
        },
        [this](const Error& error) {
            m_recovering = false;
            emit recoveryFailed(error);
            emit settled();
        });
}

void HostBeat::recoverOthers()
{
    if (std::exchange(m_recovering, true))
        return;
    Recoverer who{m_identity, {}};
    for (const store::Job& job : m_tell().jobs)
        who.inHand.insert(job.attemptId);
    answer(
        QtConcurrent::run(&m_pool,
                          [this, who] {
                              // With jobs in hand nobody asks in vain, which is when else it is looked after.
                              m_store.call([](store::StateStore& state) { endAsides(state); });
                              return recover(m_store, m_publisher, who, m_clock.nowMs());
                          }),
        this,
        [this](const RecoveryResult& result) {
            m_recovering = false;
            if (result.published + result.discarded + result.failed > 0)
                emit reclaimed();
            emit settled();
        },
        [this](const Error&) { // at the next beat again
            m_recovering = false;
            emit settled();
        });
}

} // namespace millrace::engine
