// SPDX-License-Identifier: GPL-3.0-or-later
// Ignore local state (importer.md b14): what the store believes of a package's repository is forgotten and found anew
// from the repository. Objects and the audit log stay. Blocking; any thread but the GUI's and the store's.
#pragma once

#include "core/store/storethread.h"

namespace millrace::engine {

/// The good commit of a branch becomes the newest publication that the branch still shows and whose commit has the tree
/// which extracting the source gave (`verify` extracts the sources again). Publications whose commit the branch does
/// not show any more wait to be shown again. Tags that are gone come back. Where there is no repository, all is
/// imported anew. Moves only refs/importer/good/… and lost tags, by compare-and-swap with refops of the job's attempt.
/// To be called before the job is planned. Throws Error "state.raced" when somebody moves these refs meanwhile, and
/// "state.object_missing" when the repository has lost a commit: nothing is changed then. May be called again after an
/// error of the store. @p path: of the repository.
void ignoreLocalState(store::StoreThread& store, const store::Job& job, const QString& path);

} // namespace millrace::engine
