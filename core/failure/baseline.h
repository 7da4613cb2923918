// SPDX-License-Identifier: GPL-3.0-or-later
// When a signature that was marked as spurious is no longer what the person saw: its rate has left its baseline.
// The rate is the number of new failures of a day (UTC), those of retries not counted. The baseline is the signature's
// own mean of the seven days before; for the first seven days it is not less than what the person saw when marking it.
// Failures come as they like: a count of mean m scatters by sqrt(m), so m + 3·sqrt(m) is left by chance about once in
// a thousand days. Pure; any thread.
#pragma once

#include <QList>

namespace millrace::failure {

inline constexpr int baselineDays = 7;
inline constexpr double baselineSpread = 3.0;

/// New failures per day, as a mean of whole days. @p freshByDay: one number for each day.
double meanPerDay(const QList<int>& freshByDay);

/// The most new failures of a day that are still what was to be expected. A mean below one counts as one.
int mostExpected(double meanPerDay);

} // namespace millrace::failure
