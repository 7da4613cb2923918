// SPDX-License-Identifier: GPL-3.0-or-later
// Who holds a lease: "host:pid.start.place". The host's name is for people, and two machines may have the same one. The
// place says where the pid can be looked up: this boot of this kernel, this space of pids. The process's start time
// tells a reused pid from the engine that died.
// Pure but for /proc; any thread.
#pragma once

#include <QString>

namespace millrace::engine {

QString thisHost();
/// 12 hex digits, another for each boot and for each container; empty where /proc does not tell.
QString thisPlace();
/// Of this process on @p host.
QString engineIdentity(const QString& host);
/// False when the engine ran at this place and its process is gone. Engines of other places count as alive, also those
/// from before this machine's last start: only their lease can tell.
bool mayBeAlive(const QString& identity);

} // namespace millrace::engine
