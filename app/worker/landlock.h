// SPDX-License-Identifier: GPL-3.0-or-later
// Landlock: the kernel refuses this process, and all it starts, every file and TCP port that is not in its reach.
// Call while the process has one thread: it holds for the calling thread and what comes from it.
#pragma once

#include "app/worker/reach.h"

namespace millrace::worker {

/// The kernel's ABI version; 0 = no Landlock here.
int landlockVersion();

/// Confines this process for ever. Nothing where it worked, else why it did not, as a sentence for the log; then
/// nothing is confined. Version 1 counts as none: under it no file can be moved into another folder.
QString confineFiles(const Reach& reach);

} // namespace millrace::worker
