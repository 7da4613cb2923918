// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/eta.h"

#include <algorithm>

namespace millrace::queue {

EtaRange estimate(QList<qint64> durationsMs, qint64 waiting, int slotCount)
{
    if (durationsMs.isEmpty() || waiting <= 0)
        return {};
    std::sort(durationsMs.begin(), durationsMs.end());
    const auto quantile = [&](int quarter) { return durationsMs.at((durationsMs.size() - 1) * quarter / 4); };
    const qint64 rounds = (waiting + std::max(1, slotCount) - 1) / std::max(1, slotCount);
    return {rounds * quantile(1), std::max<qint64>(1, rounds * quantile(3))};
}

} // namespace millrace::queue
