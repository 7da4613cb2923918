// SPDX-License-Identifier: GPL-3.0-or-later
// ChangeFeed: tells that something in the store changed, by whoever: this process, another console, millracectl.
// Lives on its creator's thread and does its reading on the StoreThread it is given, which must outlive it.
#pragma once

#include "core/store/storethread.h"

#include <QFutureWatcher>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>

namespace millrace::store {

class ChangeFeed final : public QObject
{
    Q_OBJECT
public:
    /// Looks every @p intervalMs at one counter per topic: a read of a handful of rows.
    explicit ChangeFeed(StoreThread& store, int intervalMs = 300, QObject* parent = nullptr);

signals:
    /// Topics: "archive", "package", "job", "failure", "import", "event", "host", "finding", "history". Batched: at
    /// most one per interval; the first look names every topic that ever changed.
    void changed(const QSet<QString>& topics);
    /// The store stopped answering, with the reason in words; emitted once until it answers again.
    void lost(const QString& reason);
    void restored();

private:
    using Counters = QHash<QString, qint64>; ///< topic → counter

    void look();
    void hear();
    void take(const Counters& counters);

    StoreThread& m_store;
    QTimer m_timer;
    // Not QFuture::then(this): Qt 6.4 looks at its context from the store's thread, also when it is gone by then.
    QFutureWatcher<Counters> m_watcher;
    Counters m_seen;
    bool m_waiting = false;
    bool m_lost = false;
};

} // namespace millrace::store
