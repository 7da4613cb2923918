// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/recovery.h"

#include "core/base/error.h"
#include "core/base/step.h"
#include "core/engine/engineidentity.h"
#include "core/queue/job.h"

#include <QDir>
#include <QSet>

namespace millrace::engine {

namespace {

/// Quarantines that no running attempt owns: left by a kill between the last transaction and the clean-up.
void sweep(const Paths& paths, const QSet<QString>& owned)
{
    const QDir folder(paths.repositories + QLatin1String("/.quarantine"));
    for (const QString& name : folder.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (!owned.contains(name))
            QDir(folder.filePath(name)).removeRecursively();
    }
}

void giveBack(store::StateStore& state, const store::Job& job, RecoveryResult& result)
{
    bool failed = false;
    state.transaction([&] {
        failed = false;
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

} // namespace

RecoveryResult recover(store::StoreThread& store, Publisher& publisher, const Paths& paths, const QString& host,
                       qint64 nowMs)
{
    const Step step("recover abandoned jobs");
    RecoveryResult result;
    QSet<QString> owned;
    const QList<store::Lease> leases = store.call([](store::StateStore& state) { return state.jobs.leases(); });
    for (const store::Lease& lease : leases) {
        if (mayBeAlive(lease.claimedBy, host) && lease.until >= nowMs) {
            owned.insert(QString::number(lease.job.attemptId));
            continue;
        }
        try {
            ++(publisher.recover(lease.job) ? result.published : result.discarded);
        } catch (const Error& error) {
            // Somebody moved a ref meanwhile: the job runs again and finds out what is there now.
            Step::note(error.message());
        }
        store.call([&](store::StateStore& state) { giveBack(state, lease.job, result); });
    }
    sweep(paths, owned);
    return result;
}

} // namespace millrace::engine
