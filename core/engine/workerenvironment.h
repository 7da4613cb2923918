// SPDX-License-Identifier: GPL-3.0-or-later
// What a worker is started with: its program and its environment. Pure but for reading our own; any thread.
#pragma once

#include <QProcessEnvironment>

namespace millrace::engine {

/// The millrace-worker in the folder of this program.
QString workerProgram();

/// No secrets of ours: only what a worker's tools and its network need, and whose engine it belongs to.
QProcessEnvironment workerEnvironment();

} // namespace millrace::engine
