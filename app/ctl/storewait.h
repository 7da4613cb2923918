// SPDX-License-Identifier: GPL-3.0-or-later
// What the main loop does at its start while the database server is away, and what it says whenever it is. Main thread.
#pragma once

#include "app/ctl/context.h"
#include "app/ctl/interrupt.h"

namespace millrace::ctl {

/// Opens the store. A server that is away is waited for, and whoever started us is told so; everything else throws at
/// once, as opening does. Returns false when it was interrupted while it waited.
bool waitForStore(Context& context, const Interrupt& interrupt);

/// Tells that the store is away, or (@p reason is empty) that it is there again: a line, or an event with --json.
void tellOfStore(const Output& output, const QString& reason);

} // namespace millrace::ctl
