// SPDX-License-Identifier: GPL-3.0-or-later
// What an engine does about resources that are away (importer.md b10, b17): an attempt that failed for want of one is
// provisional evidence while its job waits. Three packages make an outage: no failure is recorded, the jobs are due
// again and keep their places. Otherwise it becomes an ordinary failure, when the breaker's window has passed or
// nothing else is there that could need the resource. All functions run on the store's thread.
#pragma once

#include "core/engine/workerprocess.h"
#include "core/store/statestore.h"

namespace millrace::engine {

struct AwayArchives
{
    QList<qint64> ids = {};  ///< jobs that need one of these must wait
    QStringList trials = {}; ///< half open resources whose one turn was claimed for the job leased next
};

/// Archives that cannot be used now. With @p claimTrials the turn of each half open resource is claimed; give it to the
/// job that is leased, or back, in the same transaction: giveTrials().
AwayArchives awayArchives(store::StateStore& store, bool claimTrials);
/// @p job 0 or without need of a resource: its turn is free again.
void giveTrials(store::StateStore& store, const AwayArchives& away, qint64 job, const QStringList& needed);

/// If a resource is to blame for all that an attempt ran into, puts its job back and tells the breaker; returns the
/// resource. Else nothing is done.
std::optional<QString> blameResource(store::StateStore& store, const store::Job& job, const WorkerResult& result);
/// An attempt that began at @p begunMs got files of these resources.
void noteUse(store::StateStore& store, const QStringList& resources, qint64 begunMs);
/// Somebody reached the resource beside the breaker's rules, or a poll did not.
void noteReached(store::StateStore& store, const QString& resource);
void notePollFailure(store::StateStore& store, const QString& archive, const QString& suite, const Error& error);
/// The answer to a probe.
void noteProbe(store::StateStore& store, const QString& resource, bool up, const QString& error);
/// Closes the breaker's books: suites that could not be read are due, and an event tells of it. Called by the others
/// and by the Operation that closes it by hand.
void noteClosed(store::StateStore& store, const QString& resource);

/// Evidence that has become no outage: recorded as failures. Returns the packages. @p only: as JobTable::lease().
QStringList settleEvidence(store::StateStore& store, const QList<qint64>& only);

/// Records what an attempt ran into as failures of the package, with the event that tells of it.
QList<qint64> recordFailures(store::StateStore& store, qint64 packageId, const QString& package, qint64 jobId,
                             qint64 attemptId, const QList<store::NewFailure>& failures);

} // namespace millrace::engine
