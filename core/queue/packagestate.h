// SPDX-License-Identifier: GPL-3.0-or-later
// The states of a package and the moves between them that are allowed (importer.md b17). Pure; any thread.
#pragma once

#include <QString>

#include <optional>

namespace millrace::queue {

enum class PackageState { Ok, Queued, Running, Held, RetryWait, Decision, Paused, Denied };

/// "ok", "queued", "running", "held", "retry_wait", "decision", "paused", "denied".
QString packageStateName(PackageState state);
std::optional<PackageState> packageStateFromName(QStringView name);

/// Whether a failure of this code waits for somebody's choice, not for a repair: the package is then in "decision".
bool needsDecision(const QString& code);

/// Whether b17 knows the move. Staying is always allowed.
bool mayMove(PackageState from, PackageState to);

} // namespace millrace::queue
