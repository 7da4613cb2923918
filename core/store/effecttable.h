// SPDX-License-Identifier: GPL-3.0-or-later
// What came of a signature's failures: counters per day of new failures, of retries and of those that met the
// signature no more. They show whether a spurious rule is a good one and feed its baseline. What is counted while one
// signature is merged into another stays with the one it was counted for. Thread rule: StateStore's.
#pragma once

#include "core/store/table.h"

#include <QList>

namespace millrace::store {

struct DayCount
{
    qint64 day = 0; ///< days since 1970-01-01, UTC
    int failures = 0;
    int fresh = 0; ///< failures that were no retry's
    int retries = 0;
    int recovered = 0;
};

class EffectTable : public Table
{
public:
    using Table::Table;

    /// A failure was recorded; @p fresh: it was no retry's.
    void countFailure(const QString& signature, bool fresh);
    /// A retry has come to its end; @p recovered: without meeting this signature again.
    void countRetry(const QString& signature, bool recovered);

    /// The last @p days days that have any count, oldest first, of the signature and of what is merged into it.
    QList<DayCount> days(const QString& signature, int days) const;
    /// All there is, as one (`day` is 0).
    DayCount total(const QString& signature) const;
    int freshToday(const QString& signature) const;
    /// Mean of the seven days before today (core/failure/baseline.h).
    double meanBefore(const QString& signature) const;
    /// The same with today, and since its first day only: what a person sees who marks the signature now.
    double meanSeen(const QString& signature) const;

private:
    void add(const QString& signature, const QString& column);
    qint64 today() const;
};

} // namespace millrace::store
