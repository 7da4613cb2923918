// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/recovery.h"

#include "core/base/error.h"
#include "core/base/step.h"
#include "core/engine/engineidentity.h"
#include "core/engine/jobplanner.h"
#include "core/queue/job.h"

#include <QDir>
#include <QSet>

namespace millrace::engine {

namespace {

void giveBack(store::StateStore& state, const store::Job& job, RecoveryResult& result)
{
    bool failed = false;
    state.transaction([&] {
        failed = false;
        // It took so long that somebody took it over from us.
        if (!state.jobs.holds(job))
            return;
        store::AttemptResult attempt;
        attempt.outcome = QStringLiteral("reclaimed");
        if (state.jobs.countReclaim(job.id) < queue::reclaimLimit) {
            state.jobs.giveBack(job, attempt);
        } else {
            state.failures.recordAttempt(
                job.packageId, job.package, job.attemptId,
                {{Error(QStringLiteral("limit.reclaim"),
                        QStringLiteral("the job was taken back %1 times because its engine vanished")
                            .arg(queue::reclaimLimit)),
                  {},
                  {}}});
            state.jobs.finish(job, attempt);
            failed = true;
        }
        state.packages.settle(job.packageId);
    });
    result.failed += failed ? 1 : 0;
}

/// Polls of processes that are gone keep nobody waiting.
void releasePolls(store::StoreThread& store)
{
    store.call([](store::StateStore& state) {
        for (const QString& poller : state.archives.pollers()) {
            if (!mayBeAlive(poller))
                state.archives.releasePoll(poller);
        }
    });
}

/// Engines that are gone are no part of what their host is said to do.
void strikeOff(store::StoreThread& store)
{
    store.call([](store::StateStore& state) {
        for (const QString& engine : state.hosts.engines()) {
            if (!mayBeAlive(engine))
                state.hosts.strikeOff(engine);
        }
    });
}

} // namespace

RecoveryResult recover(store::StoreThread& store, Publisher& publisher, const Recoverer& who, qint64 nowMs)
{
    const Step step("recover abandoned jobs");
    RecoveryResult result;
    releasePolls(store);
    strikeOff(store);
    const QList<store::Lease> leases = store.call([](store::StateStore& state) { return state.jobs.leases(); });
    for (store::Lease lease : leases) {
        if ((mayBeAlive(lease.claimedBy) && lease.until >= nowMs) || who.inHand.contains(lease.job.attemptId))
            continue;
        const bool mine = store.call([&](store::StateStore& state) { return state.jobs.takeOver(lease, who.engine); });
        if (!mine)
            continue;
        lease.job.claimedBy = who.engine;
        try {
            ++(publisher.recover(lease.job) ? result.published : result.discarded);
        } catch (const Error& error) {
            // The store is away: the lease runs out, and somebody tries again.
            if (error.errorClass() == QLatin1String("store") || error.errorClass() == QLatin1String("db"))
                throw;
            // Somebody moved a ref meanwhile: the job runs again and finds out what is there now.
            Step::note(error.message());
        }
        store.call([&](store::StateStore& state) { giveBack(state, lease.job, result); });
    }
    return result;
}

void sweepQuarantines(store::StoreThread& store, const Paths& paths)
{
    // First the folders, then the leases: what another engine makes in between is not on our list.
    const QDir folder(quarantineRoot(paths));
    const QStringList names = folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot);
    if (names.isEmpty())
        return;
    QSet<QString> owned;
    for (const store::Lease& lease : store.call([](store::StateStore& state) { return state.jobs.leases(); }))
        owned.insert(QString::number(lease.job.attemptId));
    for (const QString& name : names) {
        if (!owned.contains(name))
            QDir(folder.filePath(name)).removeRecursively();
    }
}

} // namespace millrace::engine
