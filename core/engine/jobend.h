// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to the store when a worker has ended: staged work is published, failures are recorded, the package
// finds its state. Blocking; any thread but the GUI's and the store's.
#pragma once

#include "core/engine/publisher.h"
#include "core/engine/workerprocess.h"

namespace millrace::engine {

struct JobEnd
{
    bool failed = false;
    std::optional<Error> resource = {}; ///< a fault of this machine (disk full): the engine pauses
};

/// Ends the job. Failures of policy Resource are no failures of the package: the job goes back into the queue.
JobEnd endJob(store::StoreThread& store, Publisher& publisher, const store::Job& job, WorkerResult result);

} // namespace millrace::engine
