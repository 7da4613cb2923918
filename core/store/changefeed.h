// SPDX-License-Identifier: GPL-3.0-or-later
// ChangeFeed: tells that something in the store changed, by whoever: this process, another console, millracectl.
// SQLite is asked again and again; PostgreSQL says so by itself (postgres/notifications.h) and is asked rarely.
// Lives on its creator's thread and does its reading on the StoreThread it is given, which must outlive it.
#pragma once

#include "core/store/storethread.h"

#include <QFutureWatcher>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace millrace::store {

class Notifications;

class ChangeFeed final : public QObject
{
    Q_OBJECT
public:
    /// Looks every @p intervalMs at one counter per topic, a read of a handful of rows; on PostgreSQL at most that
    /// often, when something was committed.
    explicit ChangeFeed(StoreThread& store, int intervalMs = 300, QObject* parent = nullptr);

signals:
    /// Topics: "archive", "package", "job", "failure", "import", "event", "host", "wanted" (of a host), "finding",
    /// "outage", "history". Batched: at most one per interval; the first look names every topic that ever changed, as
    /// does the first one after the connection to a server was lost.
    void changed(const QSet<QString>& topics);
    /// The store stopped answering, with the reason in words; emitted once until it answers again.
    void lost(const QString& reason);
    void restored();

private:
    using Counters = QHash<QString, qint64>; ///< topic → counter

    void listen(int intervalMs);
    void lookSoon();
    void look();
    void hear();
    void take(const Counters& counters);

    StoreThread& m_store;
    QTimer m_timer;
    QTimer m_pause; ///< PostgreSQL: runs while the last look is too young for another one
    // Not QFuture::then(this): Qt 6.4 looks at its context from the store's thread, also when it is gone by then.
    QFutureWatcher<Counters> m_watcher;
    Counters m_seen;
    bool m_waiting = false;
    bool m_again = false; ///< something was heard that the look under way may not see
    bool m_lost = false;
};

} // namespace millrace::store
