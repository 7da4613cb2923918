// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/changefeed.h"

#include "core/base/error.h"
#include "core/store/postgres/notifications.h"

namespace millrace::store {

namespace {
// What a lost notice would have told is found this late.
constexpr int heartbeatMs = 15'000;
} // namespace

ChangeFeed::ChangeFeed(StoreThread& store, int intervalMs, QObject* parent)
    : QObject(parent)
    , m_store(store)
{
    m_timer.setInterval(intervalMs);
    connect(&m_timer, &QTimer::timeout, this, &ChangeFeed::look);
    connect(&m_watcher, &QFutureWatcherBase::finished, this, &ChangeFeed::hear);
    if (store.url().kind == StoreUrl::Kind::Postgres)
        listen(intervalMs);
    m_timer.start();
    look();
}

void ChangeFeed::listen(int intervalMs)
{
    m_timer.setInterval(heartbeatMs);
    m_pause.setSingleShot(true);
    m_pause.setInterval(intervalMs);
    connect(&m_pause, &QTimer::timeout, this, [this] {
        if (std::exchange(m_again, false))
            lookSoon();
    });
    auto* notifications = new Notifications(m_store.url(), this);
    connect(notifications, &Notifications::heard, this, &ChangeFeed::lookSoon);
    connect(notifications, &Notifications::lost, this, [this] {
        m_seen.clear();
        lookSoon();
    });
    connect(notifications, &Notifications::listening, this, &ChangeFeed::lookSoon);
}

void ChangeFeed::lookSoon()
{
    if (m_waiting || m_pause.isActive()) {
        m_again = true;
        return;
    }
    m_pause.start();
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
    if (!m_pause.isActive() && std::exchange(m_again, false))
        lookSoon();
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
