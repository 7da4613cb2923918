// SPDX-License-Identifier: GPL-3.0-or-later
// The environment that a worker gets. Pure but for reading our own environment; any thread.
#pragma once

#include <QProcessEnvironment>

namespace millrace::engine {

/// No secrets of ours: only what a worker's tools and its network need, and whose engine it belongs to.
QProcessEnvironment workerEnvironment();

} // namespace millrace::engine
