// SPDX-License-Identifier: GPL-3.0-or-later
// A second layer under Landlock: system calls that no import needs and that kernel exploits love are refused.
// Call while the process has one thread: it holds for the calling thread and what comes from it.
#pragma once

#include <QString>

namespace millrace::worker {

/// For ever, for this process and all it starts: namespaces, mounts, keys, BPF, tracing, modules, clocks and the like
/// answer EPERM. Nothing where it worked or the architecture is not known here, else why not, for the log.
QString refuseSystemCalls();

} // namespace millrace::worker
