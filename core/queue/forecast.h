// SPDX-License-Identifier: GPL-3.0-or-later
// When work of unlike jobs will be done, as a range: each job counts with what it took before, where that is known,
// and with the quarter and three-quarter quantiles of all where not. Pure; any thread.
#pragma once

#include "core/queue/eta.h"

namespace millrace::queue {

/// Jobs as far as a forecast looks at them.
struct Work
{
    qint64 lowMs = 0;  ///< if all are quick
    qint64 highMs = 0; ///< if all are slow

    Work& operator+=(const Work& other)
    {
        lowMs += other.lowMs;
        highMs += other.highMs;
        return *this;
    }
};

/// What a job takes of which nothing is known: the quarter and three-quarter quantiles of @p durationsMs.
/// Empty durations give 0,0: unknown.
Work usualJob(QList<qint64> durationsMs);

/// @p work done by @p slotCount jobs at once (at least 1). high 0 = unknown.
EtaRange spread(const Work& work, int slotCount);

} // namespace millrace::queue
