// SPDX-License-Identifier: GPL-3.0-or-later
// What imports took, stage by stage, and what is left of one that runs. Pure; any thread.
#pragma once

#include "core/base/stage.h"
#include "core/queue/eta.h"

#include <QList>

#include <array>
#include <optional>

namespace millrace::queue {

/// One attempt that succeeded.
struct StageTimes
{
    std::array<qint64, allStages.size()> ms = {}; ///< in the order of allStages
    qint64 versions = 1;                          ///< that it was at; at least 1
};

/// What each stage takes per version.
struct StageRange
{
    std::array<EtaRange, allStages.size()> stages = {};

    /// All stages of one version.
    EtaRange version() const;
    bool known() const { return version().highMs > 0; }
};

/// Stage by stage the quarter and three-quarter quantiles of @p measured. Nothing measured: nothing is known.
StageRange stageRange(const QList<StageTimes>& measured);

/// What a job of @p versions versions takes (at least 1).
EtaRange timeOf(const StageRange& range, qint64 versions);

/// What is left of a job that has been in stage @p at of its current version for @p sinceMs, with @p versions to go,
/// the current one included. No stage: it has not begun.
EtaRange timeLeft(const StageRange& range, std::optional<Stage> at, qint64 sinceMs, qint64 versions);

} // namespace millrace::queue
