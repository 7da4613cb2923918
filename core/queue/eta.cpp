// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/eta.h"

#include <algorithm>

namespace millrace::queue {

Work& Work::operator+=(const Work& other)
{
    sum.lowMs += other.sum.lowMs;
    sum.highMs += other.sum.highMs;
    longest.lowMs = std::max(longest.lowMs, other.longest.lowMs);
    longest.highMs = std::max(longest.highMs, other.longest.highMs);
    return *this;
}

EtaRange spread(const Work& work, int slotCount)
{
    const qint64 count = std::max(1, slotCount);
    return {std::max(work.sum.lowMs / count, work.longest.lowMs),
            std::max((work.sum.highMs + count - 1) / count, work.longest.highMs)};
}

} // namespace millrace::queue
