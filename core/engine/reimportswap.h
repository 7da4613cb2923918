// SPDX-License-Identifier: GPL-3.0-or-later
// Puts a history that was made anew (reimporter.h) in the place of the published one: every branch and tag that
// differs, the good refs, and the rows of the store. The former values stay below refs/importer/replaced/<attempt>/.
// May be repeated after a kill: what has moved already counts as done. Blocking; any thread but the GUI's and store's.
#pragma once

#include "core/store/storethread.h"

namespace millrace::git {
class Repository;
}

namespace millrace::engine {

/// In the repository at @p repositoryPath. Throws Error "state.raced" when a ref is not any more what the report says:
/// then nothing has moved; "state.lease" when another engine has the job now.
void swapReimport(store::StoreThread& store, const store::Job& job, const QString& repositoryPath);

/// Moves refs as all Operations of the engine do: intent, compare-and-swap of all or none, settled. Throws Error
/// "state.raced" when nothing was moved because one of them was somebody else's, "state.lease" when another engine has
/// the job now. After an error of the store it may be called again, with what is to be moved then.
void moveRefs(store::StoreThread& store, git::Repository& repository, const store::Job& job,
              const QList<store::Refop>& refops);

} // namespace millrace::engine
