// SPDX-License-Identifier: GPL-3.0-or-later
// Circuit breakers as the store keeps them, one row per resource that ever had trouble, and the evidence for outages:
// attempts whose failure may be the resource's rather than the package's. Thread rule: StateStore's.
#pragma once

#include "core/failure/circuitbreaker.h"
#include "core/store/failuretable.h"
#include "core/store/table.h"

#include <QList>

#include <optional>

namespace millrace::store {

struct Outage
{
    qint64 id = 0;
    QString resource = {};
    failure::BreakerRecord breaker = {};
    QString probeUrl = {}; ///< what failed last
    QString reason = {};   ///< of the person who opened or closed it
    qint64 trialJob = 0;   ///< half open: the job that may use it; 0 = none yet
    qint64 rowVersion = 0;
};

/// One attempt, or the poll of one suite, that failed for want of a resource.
struct OutageEvidence
{
    qint64 id = 0;
    QString resource = {};
    QString subject = {}; ///< the package; "ARCHIVE SUITE" of a poll
    qint64 packageId = 0; ///< 0 = a poll
    qint64 jobId = 0;     ///< waits until it is known what the failure was
    qint64 attemptId = 0;
    qint64 at = 0;
    QList<NewFailure> failures = {}; ///< what becomes of it if there is no outage
    QList<qint64> failureIds = {};   ///< what became of it already
    QString state = {};              ///< provisional, outage, failure, void
};

class OutageTable : public Table
{
public:
    using Table::Table;

    /// All that ever had trouble, by name.
    QList<Outage> all() const;
    /// Those that are open or half open.
    QList<Outage> broken() const;
    std::optional<Outage> byResource(const QString& resource) const;

    /// A failure that speaks against @p evidence.resource: tells its breaker, and keeps the evidence as provisional
    /// unless the outage is known already. @p url: what can be asked for to see whether it is back.
    failure::CircuitBreaker::Effect failed(const OutageEvidence& evidence, const QString& error, const QString& url);
    /// An attempt that began at @p begunMs got what it wanted. Returns true when that closed the breaker.
    bool succeeded(const QString& resource, qint64 begunMs);
    /// Somebody reached it beside the breaker's rules. Returns true when it is half open now.
    bool reached(const QString& resource);

    bool isProbeDue() const;
    /// Whoever looks next shall probe; engines hear of it as of all news.
    void probeSoon(const QString& resource);
    /// Takes the one probe of this minute: true for one caller of all hosts.
    bool claimProbe(const QString& resource);
    /// Returns true when it is half open now.
    bool probeAnswered(const QString& resource, bool up, const QString& error);
    /// Half open: takes the one turn for a job; false when another job has it. Give the job with setTrial().
    bool claimTrial(const QString& resource);
    void setTrial(const QString& resource, qint64 jobId);

    void openByHand(const QString& resource, const QString& reason);
    void closeByHand(const QString& resource, const QString& reason);
    /// Writes a former record back: undo.
    void restore(const Outage& outage);

    /// In the order in which it came. @p resource empty = of any.
    QList<OutageEvidence> provisional(const QString& resource = {}) const;
    /// What was taken for failures of packages less than a breaker's window ago.
    QList<OutageEvidence> recentFailures(const QString& resource) const;
    void decide(qint64 evidenceId, const QString& state, const QList<qint64>& failureIds = {});
    /// The package got through: what it failed by before no longer matters.
    void forget(qint64 packageId);
    /// Attempts that stand as evidence of the outage that began at @p sinceMs.
    qint64 countEvidence(const QString& resource, qint64 sinceMs) const;
    /// The earliest moment at which a probe or the end of a window is due; 0 = none.
    qint64 nextDue() const;

private:
    failure::CircuitBreaker breakerOf(const Outage& outage) const;
    /// The row, locked until the transaction ends; made if it is new.
    Outage locked(const QString& resource);
    void save(const QString& resource, const failure::BreakerRecord& record);
    QList<OutageEvidence> evidence(const QString& where, const QVariantList& values) const;
};

} // namespace millrace::store
