// SPDX-License-Identifier: GPL-3.0-or-later
// Leasing: which jobs an engine runs next, with all that their workers must be told; what is due by its time; and when
// to look again. One short transaction each. Blocking; any thread but the GUI's and the store's.
#pragma once

#include "core/base/paths.h"
#include "core/engine/repositorysource.h"
#include "core/importer/jobspec.h"
#include "core/store/storethread.h"

namespace millrace::engine {

struct LeaseRequest
{
    QString engine = {}; ///< its identity
    QString host = {};
    QList<qint64> only = {}; ///< these jobs and no others; empty = whatever is due
    Paths paths = {};
    std::shared_ptr<RepositorySource> repositories = {};
    int pollEveryS = -1; ///< for nextMs: as EngineOptions; -1 = this engine does not poll
};

/// A job, leased, and its orders. Quarantine and repository are there, unless there is a problem.
struct LeasedJob
{
    store::Job job = {};
    importer::JobSpec spec = {}; ///< all but apt's proxies; without publications when there is nothing left to import
    QString logPath = {};
    QStringList resources = {};        ///< that it needs: see core/failure/resource.h
    std::optional<Error> problem = {}; ///< why it cannot even begin
};

struct LeaseAnswer
{
    QList<LeasedJob> leased = {}; ///< in the order of the queue
    QStringList failed = {}; ///< packages whose provisional evidence became a failure
    qint64 nextMs = 0;       ///< without a job: when something will be due, epoch ms; 0 = nothing will
    /// Without a job: resources that are away, and not by hand, and for which jobs wait.
    QStringList waitsFor = {};
};

/// Queues the retries that are due, settles evidence, leases as many jobs as there are @p places. While a poll is under
/// way, by whomever, there is none: half of a poll would give another order of imports than the one recorded.
LeaseAnswer leaseNext(store::StoreThread& store, const LeaseRequest& request, int places);

} // namespace millrace::engine
