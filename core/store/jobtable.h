// SPDX-License-Identifier: GPL-3.0-or-later
// The queue: jobs, their leases and attempts (importer.md b1, b10, b17). Thread rule: StateStore's.
#pragma once

#include "core/queue/job.h"
#include "core/store/table.h"

#include <QHash>
#include <QList>
#include <QStringList>

#include <optional>

namespace millrace::store {

struct Job
{
    qint64 id = 0;
    qint64 packageId = 0;
    QString package = {};
    QString type = {};
    QString state = {};
    int priority = 0;
    QStringList suites = {}; ///< limits the job to publications of these suites; empty = all
    qint64 attemptId = 0;    ///< the attempt that lease() began
    QString claimedBy = {};  ///< the engine that lease() or takeOver() gave it to
    QString mode = {};       ///< "" = import; "fresh" = forget local state first; "swap" = put a reimport in place
};

/// What an Operation changes of a waiting job, and undo puts back.
struct WaitingJob
{
    qint64 id = 0;
    int priority = 0;
    QString mode = {}; ///< as Job::mode
};

struct Lease
{
    Job job = {};
    QString claimedBy = {}; ///< "host:pid" of the engine
    qint64 until = 0;
    QString quarantine = {};
};

struct AttemptResult
{
    QString outcome = {}; ///< done, failed, crashed, reclaimed, stopped
    qint64 cpuMs = 0;
    qint64 peakRssKib = 0;
    qint64 bytes = 0;
};

class JobTable : public Table
{
public:
    using Table::Table;

    /// Queues a job for the package, or raises the priority of the one of this type that waits already.
    /// Returns its id. The caller settles the package.
    qint64 enqueue(qint64 packageId, queue::JobType type, int priority, const QString& reason, qint64 dueAt = 0,
                   const QStringList& suites = {});
    /// The same for many packages at once: due now, all suites.
    void enqueueAll(const QList<qint64>& packageIds, queue::JobType type, int priority, const QString& reason);
    /// Makes a waiting job do more than import: see Job::mode.
    void setMode(qint64 jobId, const QString& mode);
    /// Leases the next due jobs, in their order and at most @p most, to @p worker ("host:pid") and begins an attempt of
    /// each. Only one job of a package runs at a time. @p only limits it to these jobs; empty = any. @p awayArchives:
    /// jobs that need files of one of these stay. Fewer than @p most may come though more are due: ask again.
    QList<Job> leaseUpTo(int most, const QString& worker, const QString& host, const QList<qint64>& only = {},
                         const QList<qint64>& awayArchives = {});
    /// The same for one job.
    std::optional<Job> lease(const QString& worker, const QString& host, const QList<qint64>& only = {},
                             const QList<qint64>& awayArchives = {});
    /// Keeps a lease alive and tells others where the job is. Nothing happens where the lease was lost.
    void progress(const Job& job, const QString& stage, const QString& version);
    /// Keeps the leases alive; returns the attempts of those that were lost meanwhile: another one has the job.
    QList<qint64> heartbeat(const QList<Job>& jobs);
    /// Whether the attempt that the job was leased for still runs in the name of its engine. Ask in the transaction
    /// that relies on it.
    bool holds(const Job& job);
    /// Gives an abandoned lease, as it was read, to @p worker; false when somebody was faster or it is alive after all.
    bool takeOver(const Lease& lease, const QString& worker);
    void setLog(qint64 attemptId, const QString& logPath, const QString& quarantine);
    /// Ends the attempt and the job.
    void finish(const Job& job, const AttemptResult& result);
    /// Ends the attempt and puts the job back into the queue, in its old place. Returns the id of the job that waits:
    /// a newer request of the same type takes this one's work over.
    qint64 giveBack(const Job& job, const AttemptResult& result);
    /// A waiting job is not leased before @p dueAt; it keeps its place.
    void defer(qint64 jobId, qint64 dueAt);
    /// Ends a waiting job without another attempt; false when it waits no more.
    bool conclude(qint64 jobId, const QString& outcome);
    /// All running jobs with who holds them: the engine decides which of them are abandoned.
    QList<Lease> leases() const;
    /// Times that a job was taken back from a vanished worker.
    int countReclaim(qint64 jobId);

    std::optional<Job> byId(qint64 id) const;
    QList<Job> queuedOf(qint64 packageId) const;
    /// Those of many packages, by package and in order; packages without any are missing.
    QHash<qint64, QList<WaitingJob>> waiting(const QList<qint64>& packageIds) const;
    void setPriority(qint64 jobId, int priority);
    void cancel(qint64 jobId);
    void cancel(const QList<qint64>& jobIds);
    /// Takes cancel() back.
    void revive(qint64 jobId, int priority);
    /// Epoch ms of the earliest waiting job that is not due yet; 0 = none.
    qint64 nextDue() const;
    bool hasDue(const QList<qint64>& only = {}) const;
    /// How many of these jobs wait or run, here or on another host.
    int countOpen(const QList<qint64>& ids) const;
    /// How many jobs that run, or are due, need files of one of these archives. @p only as in lease().
    int countNeeding(const QList<qint64>& archives, const QList<qint64>& only = {}) const;
    /// How many jobs of which one file is in one of these archives wait at all.
    int countWaitingFor(const QList<qint64>& archives) const;
    /// Epoch ms at which the next lease runs out; 0 = none.
    qint64 nextLeaseEnd() const;

private:
    /// A query for the first jobs of the queue whose time has come and that nobody else is about to lease; needs the
    /// time now.
    QString firstDue(int most, const QList<qint64>& only, const QList<qint64>& awayArchives) const;
    /// Leases the jobs that the query names: one in single statements, or all in one where the database can do that.
    std::optional<Job> takeFirst(const QString& due, const QString& worker, const QString& host);
    QList<Job> takeAtOnce(const QString& due, const QString& worker, const QString& host);
    /// Widens the waiting job of this type, if there is one; returns its id.
    std::optional<qint64> merge(qint64 packageId, const QString& type, int priority, qint64 dueAt,
                                const QStringList& suites);
};

} // namespace millrace::store
