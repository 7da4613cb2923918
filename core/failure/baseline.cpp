// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failure/baseline.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace millrace::failure {

double meanPerDay(const QList<int>& freshByDay)
{
    if (freshByDay.isEmpty())
        return 0;
    return static_cast<double>(std::accumulate(freshByDay.cbegin(), freshByDay.cend(), 0LL)) /
           static_cast<double>(freshByDay.size());
}

int mostExpected(double meanPerDay)
{
    const double mean = std::max(1.0, meanPerDay);
    return static_cast<int>(std::floor(mean + baselineSpread * std::sqrt(mean)));
}

} // namespace millrace::failure
