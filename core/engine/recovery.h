// SPDX-License-Identifier: GPL-3.0-or-later
// Recovery: what an engine does first. Attempts whose engine died are finished where their intent was written, taken
// back where not, and their jobs queued again (importer.md b9, b17). Blocking; any thread but the GUI's and store's.
#pragma once

#include "core/engine/publisher.h"

namespace millrace::engine {

struct RecoveryResult
{
    int published = 0; ///< attempts whose publishing was completed
    int discarded = 0; ///< attempts that had not got that far
    int failed = 0;    ///< jobs taken back too often: now failures
};

RecoveryResult recover(store::StoreThread& store, Publisher& publisher, const Paths& paths, const QString& host,
                       qint64 nowMs);

} // namespace millrace::engine
