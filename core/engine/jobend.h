// SPDX-License-Identifier: GPL-3.0-or-later
// What happens to the store when a worker has ended: staged work is published, failures are recorded, the package
// finds its state. Blocking; any thread but the GUI's and the store's.
#pragma once

#include "core/engine/leasing.h"
#include "core/engine/publisher.h"
#include "core/engine/workerprocess.h"

namespace millrace::engine {

struct JobEnd
{
    bool failed = false;
    bool lost = false;                  ///< another engine has the job: nothing was changed
    std::optional<Error> resource = {}; ///< a fault of this machine (disk full): the engine pauses
    std::optional<QString> away = {};   ///< the resource that was missing: the job waits, without a failure
};

/// Ends the job. Failures of policy Resource are no failures of the package: the job goes back into the queue, as it
/// does when its archive is away. @p begunMs: when the worker was started. Throws the Errors of the store itself
/// (classes store and db): then call it again.
JobEnd endJob(store::StoreThread& store, Publisher& publisher, const LeasedJob& leased, WorkerResult result,
              qint64 begunMs);

} // namespace millrace::engine
