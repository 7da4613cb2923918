// SPDX-License-Identifier: GPL-3.0-or-later
// Whether a PostgreSQL server is there at all, whatever it says to a login. Blocking, for seconds at most; any thread.
#pragma once

#include "core/store/storeurl.h"

namespace millrace::store {

enum class ServerAnswer {
    Open,   ///< takes connections; who gets none is refused for a reason of his own
    NotNow, ///< starts, recovers or shuts down
    None,   ///< nobody answers, or not in a way that we understand
};

/// Knocks at the server's door. Needs no login.
ServerAnswer askServer(const StoreUrl& url);

} // namespace millrace::store
