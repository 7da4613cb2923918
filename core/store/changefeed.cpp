// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/changefeed.h"

#include "core/base/error.h"

namespace millrace::store {

ChangeFeed::ChangeFeed(StoreThread& store, int intervalMs, QObject* parent)
    : QObject(parent)
    , m_store(store)
{
    m_timer.setInterval(intervalMs);
    connect(&m_timer, &QTimer::timeout, this, &ChangeFeed::look);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &ChangeFeed::hear);
    m_timer.start();
    look();
}

void ChangeFeed::look()
{
    // A slow store must not pile up questions.
    if (std::exchange(m_waiting, true))
        return;
    m_watcher.setFuture(m_store.run([](StateStore& store) { return store.changeCounters(); }));
}

void ChangeFeed::hear()
{
    m_waiting = false;
    QFuture<Counters> future = m_watcher.future();
    try {
        future.waitForFinished(); // throws what the reading threw
    } catch (const Error& error) {
        if (!std::exchange(m_lost, true))
            emit lost(error.message());
        return;
    }
    if (std::exchange(m_lost, false))
        emit restored();
    take(future.result());
}

void ChangeFeed::take(const Counters& counters)
{
    QSet<QString> topics;
    for (auto it = counters.cbegin(); it != counters.cend(); ++it) {
        if (m_seen.value(it.key()) != it.value())
            topics.insert(it.key());
    }
    m_seen = counters;
    // The first look tells, too: a listener may have read before it, and what changed in between would never be told.
    if (!topics.isEmpty())
        emit changed(topics);
}

} // namespace millrace::store
