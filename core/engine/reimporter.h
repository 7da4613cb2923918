// SPDX-License-Identifier: GPL-3.0-or-later
// Reimport (importer.md b14): the whole history of a package made anew, in a repository of its own inside the attempt's
// quarantine, so that nothing that is there can leak into it. The result goes below refs/importer/reimport/ with a
// report of what differs; a second job puts it in place when a person wants that.
// Commits that people had pushed and that were adopted are made anew too: the report shows them as different.
// Blocking; any thread but the GUI's and the store's.
#pragma once

#include "core/base/paths.h"
#include "core/engine/publisher.h"
#include "core/engine/workerprocess.h"
#include "core/importer/jobspec.h"
#include "core/store/storethread.h"

namespace millrace::engine {

/// True for jobs that this is about.
bool isReimport(const store::Job& job);

/// What the worker is to make: all that is imported, in the recorded order, as if nothing were there. On the store's
/// thread. Empty publications for a job that only puts a history in place.
importer::JobSpec planReimport(store::StateStore& store, const store::Job& job, const Paths& paths);

/// Ends the work of such a job: keeps and compares what was made, or puts it in place. Never a failure of the package,
/// whose branches are as they were: an event says what came of it. True if it was done. Throws what the store throws;
/// then it may be called again.
bool finishReimport(store::StoreThread& store, const store::Job& job, const Publisher& publisher,
                    const WorkerResult& result);

} // namespace millrace::engine
