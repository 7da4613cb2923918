// SPDX-License-Identifier: GPL-3.0-or-later
// Named places where a test may have the process killed, as a power cut would: how we prove that a restart converges.
// Without MILLRACE_FAULT in the environment it costs one comparison. Any thread.
#pragma once

namespace millrace {

/// Ends the process with SIGKILL when MILLRACE_FAULT is @p name.
void faultPoint(const char* name);

} // namespace millrace
