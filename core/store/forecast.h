// SPDX-License-Identifier: GPL-3.0-or-later
// What an Operation that queues jobs means for the queue: when its packages are done and when the queue is empty,
// before and after, as ranges from measured times. A value; read on the store's thread.
#pragma once

#include "core/queue/eta.h"

#include <QJsonObject>
#include <QList>

namespace millrace::store {

class Database;

struct Forecast
{
    qint64 jobs = 0;               ///< that the Operation queues
    qint64 measured = 0;           ///< of these, jobs of packages whose former imports were measured
    int slotCount = 1;             ///< jobs at once on all running hosts; at least 1
    bool running = false;          ///< an engine runs; without one the times begin when one is started
    queue::EtaRange packages = {}; ///< until the Operation's packages are done
    queue::EtaRange before = {};   ///< until the queue is empty, without the Operation
    queue::EtaRange after = {};    ///< and with it

    bool known() const { return after.highMs > 0; }
    QJsonObject toJson() const;
};

/// For one new job of each package with this priority (core/queue/job.h).
Forecast readForecast(Database& database, const QList<qint64>& packageIds, int priority, qint64 nowMs);

} // namespace millrace::store
