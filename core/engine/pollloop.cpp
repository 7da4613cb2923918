// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/pollloop.h"

#include "core/base/answer.h"
#include "core/base/error.h"
#include "core/engine/outagerules.h"

#include <QtConcurrentRun>

namespace millrace::engine {

PollLoop::PollLoop(store::StoreThread& store, QThreadPool& pool, QString cacheFolder, int everyS, const Clock& clock,
                   QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_pool(pool)
    , m_cacheFolder(std::move(cacheFolder))
    , m_everyS(everyS)
    , m_clock(clock)
{
    // From the pool's thread.
    connect(
        this, &PollLoop::progressed, this,
        [this] {
            if (std::exchange(m_beginning, false))
                emit begun();
        },
        Qt::QueuedConnection);
}

PollLoop::~PollLoop()
{
    m_cancellation.cancel();
}

void PollLoop::pollIfDue()
{
    if (std::exchange(m_busy, true))
        return;
    m_beginning = true;
    // Whether a suite is due is asked here, cheaply, so that an idle engine starts no thread and says nothing.
    answer(
        m_store.run([everyS = m_everyS](store::StateStore& state) {
            return state.archives.nextPoll(everyS, awayArchives(state, false).ids);
        }),
        this,
        [this](qint64 next) {
            if (next == 0 || next > m_clock.nowMs())
                settle();
            else
                poll({{}, {}, true, m_everyS, true});
        },
        [this](const Error& error) {
            m_busy = m_beginning = false;
            emit storeFailed(error);
        });
}

void PollLoop::pollNow(const QStringList& archives)
{
    if (std::exchange(m_busy, true))
        return;
    m_beginning = true;
    poll({archives, {}, false, m_everyS, false});
}

void PollLoop::poll(const PollRequest& request)
{
    m_cancellation = Cancellation();
    emit started();
    answer(
        QtConcurrent::run(&m_pool,
                          [this, request, cancellation = m_cancellation] {
                              Poller poller(m_store, m_cacheFolder, m_clock);
                              return poller.run(
                                  request, [this](const QString& sentence) { emit progressed(sentence); },
                                  cancellation);
                          }),
        this,
        [this](const PollResult& result) {
            QStringList warnings = result.warnings;
            for (const Error& error : result.errors)
                warnings.append(error.message());
            emit polled(result.publicationsAdded, warnings);
            settle();
        },
        [this](const Error& error) {
            emit polled(0, {error.message()});
            settle();
        });
}

void PollLoop::cancel()
{
    m_cancellation.cancel();
}

void PollLoop::settle()
{
    m_busy = m_beginning = false;
    emit ended();
}

} // namespace millrace::engine
