// SPDX-License-Identifier: GPL-3.0-or-later
// The snapshot as OpenMetrics text, for Prometheus and its like. Raw numbers only: what is unusual is decided by the
// rules in packaging/prometheus. Pure; any thread.
#pragma once

#include "core/monitor/snapshot.h"

#include <QByteArray>

namespace millrace::monitor {

/// Ends with "# EOF"; its content type is MetricText::contentType.
QByteArray openMetrics(const Snapshot& snapshot);

/// Signatures beyond this many, the most frequent first, are left out: a time series each is kept for ever.
inline constexpr qsizetype mostSignatures = 500;

} // namespace millrace::monitor
