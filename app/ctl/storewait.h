// SPDX-License-Identifier: GPL-3.0-or-later
// What the main loop does at its start while the database server is away. Main thread.
#pragma once

#include "app/ctl/context.h"
#include "app/ctl/interrupt.h"

namespace millrace::ctl {

/// Opens the store. A server that is away is waited for, and whoever started us is told so; everything else throws at
/// once, as opening does. Returns false when it was interrupted while it waited.
bool waitForStore(Context& context, const Interrupt& interrupt);

} // namespace millrace::ctl
