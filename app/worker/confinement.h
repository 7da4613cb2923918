// SPDX-License-Identifier: GPL-3.0-or-later
// What a worker takes from itself before it touches anything from an archive. Call on the main thread, once.
#pragma once

#include "app/worker/reach.h"

namespace millrace::worker {

/// The kernel ends this process when the engine's thread that started it ends: nobody would publish its work.
/// The engine names its pid in MILLRACE_ENGINE, so that one that died before this call is noticed too.
void dieWithParent();

/// Limits of CPU time, memory, file size, open files and processes; no core dumps.
void applyLimits(const importer::JobLimits& limits);

/// No more rights than the job needs, for this process and the tools it starts: files and ports (landlock.h), system
/// calls (syscallfilter.h), no new privileges, TMPDIR and HOME in @p scratch, a folder of the quarantine that is made
/// here. What this system does not have is noted (Step::note), and the job goes on.
void confine(const Reach& reach, const QString& scratch);

/// A crash writes the native stack to stderr before the process dies of the signal.
void reportCrashes();

} // namespace millrace::worker
