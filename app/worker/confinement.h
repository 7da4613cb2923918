// SPDX-License-Identifier: GPL-3.0-or-later
// What a worker takes from itself before it touches anything from an archive. Call on the main thread, once.
#pragma once

#include "core/importer/jobspec.h"

namespace millrace::worker {

/// The kernel ends this process when the engine's thread that started it ends: nobody would publish its work.
/// The engine names its pid in MILLRACE_ENGINE, so that one that died before this call is noticed too.
void dieWithParent();

/// Limits of CPU time, memory and file size; no core dumps.
void applyLimits(const importer::JobLimits& limits);

/// A crash writes the native stack to stderr before the process dies of the signal.
void reportCrashes();

} // namespace millrace::worker
