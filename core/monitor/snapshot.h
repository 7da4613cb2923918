// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshot: everything that monitoring looks at, at one moment: the store's numbers, what is usual, the disks.
// A value; taken on the store's thread.
#pragma once

#include "core/base/paths.h"
#include "core/store/statestore.h"

#include <QList>
#include <QMap>

namespace millrace::monitor {

/// The disk that one of Millrace's folders is on.
struct Place
{
    QString name = {}; ///< "repositories", "blobs", "cache"
    qint64 freeBytes = 0;
    qint64 sizeBytes = 0;
};

/// A resource whose breaker is not closed.
struct OpenOutage
{
    QString resource = {};
    QString state = {}; ///< open, half_open
    qint64 since = 0;
};

struct Snapshot
{
    qint64 at = 0; ///< epoch ms
    store::Health health = {};
    QMap<QString, qint64> medians = {}; ///< of the last 7 days, by metric; without those that have too few samples
    QList<Place> places = {};           ///< folders that exist on this machine
    QList<OpenOutage> outages = {};
    double storeLatencyS = 0;
};

/// The span of "what is usual".
inline constexpr qint64 baselineMs = 7LL * 24 * 60 * 60 * 1000;

/// Reads only; works on a read-only store.
Snapshot takeSnapshot(store::StateStore& store, const Paths& paths);

} // namespace millrace::monitor
