// SPDX-License-Identifier: GPL-3.0-or-later
// Who holds a lease: "host:pid.start". The process's start time tells a reused pid from the engine that died.
// Pure but for /proc; any thread.
#pragma once

#include <QString>

namespace millrace::engine {

QString thisHost();
/// Of this process on @p host.
QString engineIdentity(const QString& host);
/// False when the engine ran on this host and its process is gone. Engines of other hosts count as alive: only their
/// lease can tell.
bool mayBeAlive(const QString& identity, const QString& host);

} // namespace millrace::engine
