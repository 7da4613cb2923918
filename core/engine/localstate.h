// SPDX-License-Identifier: GPL-3.0-or-later
// Ignore local state (importer.md b14): what the store believes of a package's repository is forgotten and found anew
// from the repository. Objects and the audit log stay. Blocking; any thread but the GUI's and the store's.
#pragma once

#include "core/base/paths.h"
#include "core/store/storethread.h"

namespace millrace::engine {

/// An import still holds when its tag stands for its commit and that commit has the tree which extracting the source
/// gave. (`verify` extracts the sources again.) Imports that do not hold are void and will be made again; publications
/// whose commit is in no branch any more wait to be shown again; the good commit of a branch becomes the newest
/// publication that it still shows. Where there is no repository, all begins anew.
/// Moves refs/importer/good/… only, by compare-and-swap with refops of the job's attempt. To be called before the job
/// is planned. Throws Error "state.raced" when somebody moves these refs meanwhile: nothing is changed then.
void ignoreLocalState(store::StoreThread& store, const store::Job& job, const Paths& paths);

} // namespace millrace::engine
