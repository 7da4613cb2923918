// SPDX-License-Identifier: GPL-3.0-or-later
// Work that nobody waits for gets processor and disk only when nobody else wants them. Any process.
#pragma once

namespace millrace {

/// Gives the calling process the lowest priorities. Only system calls: fit for a child between fork and exec.
void takeIdlePriority();

} // namespace millrace
