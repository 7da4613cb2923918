// SPDX-License-Identifier: GPL-3.0-or-later
// Signatures that a person marked as spurious: their failures are retried with a delay and a cap of their own, until
// the mark expires, is taken back, or is suspended because the rate has left its baseline (core/failure/baseline.h).
// Thread rule: StateStore's.
#pragma once

#include "core/failure/errorrule.h"
#include "core/store/table.h"

#include <optional>

namespace millrace::store {

struct SpuriousMark
{
    QString state = QStringLiteral("active"); ///< active, suspended (re-opened), expired
    qint64 delayMs = failure::usualDelayMs;
    int cap = failure::usualCap;
    qint64 expiresAt = 0; ///< 0 = never
    QString author = {};
    QString reason = {};
    qint64 since = 0;
    qint64 endedAt = 0;    ///< when it was suspended or expired
    int acceptedMilli = 0; ///< new failures a day when it was marked, in thousandths

    bool operator==(const SpuriousMark&) const = default;
};

class SpuriousTable : public Table
{
public:
    using Table::Table;

    std::optional<SpuriousMark> of(const QString& sig) const;
    /// Marks the signature, in the place of an older mark; nothing takes the mark away.
    void set(const QString& sig, const std::optional<SpuriousMark>& mark);

    /// The most new failures of a day that the mark still covers.
    int mostExpected(const QString& sig, const SpuriousMark& mark) const;

    /// The rule for a failure of the signature that was just counted: the mark's where it holds, else the table's.
    /// Ends a mark that has expired and suspends one whose rate has left the baseline, each with an event.
    failure::ErrorRule ruleForNew(const QString& code, const QString& sig);

    /// Ends all marks whose time is over, each with an event. Returns how many; cheap when there are none.
    int expire();
    /// When the next mark expires; 0 = none does.
    qint64 nextExpiry() const;

private:
    /// @p predicate: what the event says of the signature, after its title.
    void end(const QString& sig, SpuriousMark mark, const QString& state, const QString& predicate);
};

} // namespace millrace::store
