// SPDX-License-Identifier: GPL-3.0-or-later
// The main numbers over time, one sample every five minutes whichever engine is first: what is usual here, and what
// sparklines draw. Thread rule: StateStore's.
#pragma once

#include "core/store/health.h"
#include "core/store/table.h"

#include <QList>

#include <optional>

namespace millrace::store {

/// What is kept over time. `signature` has a subject, the signature's 16 digits; the others have none.
namespace metric {
inline const QString held = QStringLiteral("held");
inline const QString retryWait = QStringLiteral("retry_wait");
inline const QString queued = QStringLiteral("queued");
inline const QString running = QStringLiteral("running");
inline const QString imports = QStringLiteral("imports");          ///< all that were ever published
inline const QString failuresDay = QStringLiteral("failures_day"); ///< in the 24 hours before
inline const QString oldestDue = QStringLiteral("oldest_due_s");   ///< age of the oldest due job, seconds
inline const QString findings = QStringLiteral("finding_errors");  ///< open ones of severity error
inline const QString signature = QStringLiteral("signature");      ///< open failures of one signature
} // namespace metric

/// One step of a series: [fromMs, the next one's fromMs).
struct HistoryBucket
{
    qint64 fromMs = 0;
    bool known = false; ///< false: no sample, no engine ran
    qint64 last = 0;
    qint64 low = 0;
    qint64 high = 0;
};

class HistoryTable : public Table
{
public:
    using Table::Table;

    static constexpr qint64 sampleMs = 5LL * 60 * 1000;
    static constexpr qint64 hourMs = 60LL * 60 * 1000;
    static constexpr qint64 dayMs = 24 * hourMs;
    static constexpr qint64 keepAllMs = 2 * dayMs;     ///< every sample
    static constexpr qint64 keepHourlyMs = 60 * dayMs; ///< then one an hour; older ones: one a day, for ever

    /// Writes the sample of these five minutes, unless that was done already, here or by another engine. The first one
    /// of an hour also thins what has become old. Returns whether it wrote.
    bool sample();
    /// One of an hour and one of a day are enough for what is old; see keepAllMs.
    void thin();

    /// The value that half of the hours between the two times were below; nothing before there are samples of
    /// @p leastHours hours. Hours count the same, however many samples they still have.
    std::optional<qint64> median(const QString& metric, qint64 fromMs, qint64 toMs, int leastHours = 24) const;
    /// @p buckets equal steps from @p fromMs to @p toMs, for a sparkline. A signature's steps go on with the value
    /// before, because only its changes are written.
    QList<HistoryBucket> series(const QString& metric, qint64 fromMs, qint64 toMs, int buckets,
                                const QString& subject = {}) const;

private:
    void write(qint64 at, const Health& health);
    void writeSignatures(qint64 at, const Health& health);
    void keepLastOf(qint64 stepMs, qint64 beforeMs);
};

} // namespace millrace::store
