// SPDX-License-Identifier: GPL-3.0-or-later
// Closing a store's connection without waiting for it on the thread that no longer needs it.
#pragma once

#include "core/store/storethread.h"

#include <memory>

namespace millrace::store {

/// Lets go of @p store on the thread pool, since the last owner waits for everything that was asked of it. The
/// application's end waits for it, before Qt closes the connections that it still knows. Null is fine. Any thread.
void closeInBackground(std::shared_ptr<StoreThread> store);

} // namespace millrace::store
