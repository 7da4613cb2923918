// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/snapshot.h"

#include <QElapsedTimer>
#include <QFileInfo>
#include <QStorageInfo>

namespace millrace::monitor {

namespace {

QList<Place> places(const Paths& paths)
{
    QList<Place> result;
    const std::pair<const char*, QString> folders[] = {
        {"repositories", paths.repositories}, {"blobs", paths.blobs}, {"cache", paths.cache}};
    for (const auto& [name, folder] : folders) {
        // A machine that only watches has none of them, and its own disk is not the one to watch.
        if (!QFileInfo(folder).isDir())
            continue;
        const QStorageInfo disk(folder);
        if (disk.isValid() && disk.bytesTotal() > 0)
            result.append({QLatin1String(name), disk.bytesAvailable(), disk.bytesTotal()});
    }
    return result;
}

double measureLatency(store::StateStore& store)
{
    QElapsedTimer timer;
    timer.start();
    store.changeCounters();
    return static_cast<double>(timer.nsecsElapsed()) / 1e9;
}

} // namespace

Snapshot takeSnapshot(store::StateStore& store, const Paths& paths)
{
    Snapshot snapshot;
    snapshot.at = store.clock().nowMs();
    snapshot.storeLatencyS = measureLatency(store);
    snapshot.health = readHealth(store.database(), snapshot.at);
    for (const QString& metric :
         {store::metric::held, store::metric::retryWait, store::metric::queued, store::metric::failuresDay}) {
        if (const auto usual = store.history.median(metric, snapshot.at - baselineMs, snapshot.at))
            snapshot.medians.insert(metric, *usual);
    }
    for (const store::Outage& one : store.outages.broken())
        snapshot.outages.append({one.resource, failure::breakerStateName(one.breaker.state), one.breaker.openedMs});
    snapshot.places = places(paths);
    return snapshot;
}

} // namespace millrace::monitor
