// SPDX-License-Identifier: GPL-3.0-or-later
// When the queue will be empty, as a range from how long recent jobs took. Pure; any thread.
#pragma once

#include <QList>
#include <QtGlobal>

namespace millrace::queue {

struct EtaRange
{
    qint64 lowMs = 0;
    qint64 highMs = 0; ///< 0 = unknown: no job has finished yet
};

/// @p durationsMs of finished jobs in any order, @p waiting jobs, @p slotCount jobs at once (at least 1).
/// The range is what the quarter and three-quarter quantiles of the durations give.
EtaRange estimate(QList<qint64> durationsMs, qint64 waiting, int slotCount);

} // namespace millrace::queue
