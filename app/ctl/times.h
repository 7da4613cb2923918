// SPDX-License-Identifier: GPL-3.0-or-later
// Lengths and times as options take them. Pure; any thread.
#pragma once

#include <QString>

namespace millrace::ctl {

/// "7200" (seconds), "90m", "2h", "3d", "1w" in milliseconds. Throws Error "usage.time" that names @p option.
qint64 lengthMs(const QString& text, const QString& option);

/// An ISO 8601 time, or a length from @p nowMs on. Throws Error "usage.time" that names @p option.
qint64 timeMs(const QString& text, const QString& option, qint64 nowMs);

} // namespace millrace::ctl
