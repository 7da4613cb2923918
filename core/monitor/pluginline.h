// SPDX-License-Identifier: GPL-3.0-or-later
// The one line that Nagios, Icinga and their like read: "MILLRACE WARNING - what is wrong|perfdata".
// Pure; any thread.
#pragma once

#include "core/monitor/check.h"

namespace millrace::monitor {

/// What is wrong, the worst first, or the numbers of a quiet day; then perfdata of every measurement.
QString pluginLine(const Check& check);
/// Where there is nothing to measure.
QString unknownLine(const QString& reason);
/// "'label'=value[UOM];warn;crit;min;max".
QString perfdata(const Measurement& measurement);

} // namespace millrace::monitor
