// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/forecast.h"

#include <algorithm>

namespace millrace::queue {

Work usualJob(QList<qint64> durationsMs)
{
    if (durationsMs.isEmpty())
        return {};
    std::sort(durationsMs.begin(), durationsMs.end());
    const auto quantile = [&](int quarter) { return durationsMs.at((durationsMs.size() - 1) * quarter / 4); };
    return {std::max<qint64>(1, quantile(1)), std::max<qint64>(1, quantile(3))};
}

EtaRange spread(const Work& work, int slotCount)
{
    const qint64 count = std::max(1, slotCount);
    return {work.lowMs / count, (work.highMs + count - 1) / count};
}

} // namespace millrace::queue
