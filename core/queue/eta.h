// SPDX-License-Identifier: GPL-3.0-or-later
// When work will be done, as a range: how long jobs take if all goes quickly, and if all goes slowly, shared among the
// jobs that run at once. Pure; any thread.
#pragma once

#include <QtGlobal>

namespace millrace::queue {

struct EtaRange
{
    qint64 lowMs = 0;
    qint64 highMs = 0; ///< 0 = unknown, or nothing is to be done
};

/// Jobs as far as a forecast looks at them. Sums of time, and the longest job, which is done by one worker alone.
struct Work
{
    EtaRange sum = {};
    EtaRange longest = {};

    static Work ofJob(const EtaRange& range) { return {range, range}; }
    Work& operator+=(const Work& other);
};

/// @p work done by @p slotCount jobs at once (at least 1).
EtaRange spread(const Work& work, int slotCount);

} // namespace millrace::queue
