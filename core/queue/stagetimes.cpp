// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/stagetimes.h"

#include <algorithm>

namespace millrace::queue {

namespace {

EtaRange quantiles(QList<qint64> values)
{
    std::sort(values.begin(), values.end());
    const auto quantile = [&](int quarter) { return values.at((values.size() - 1) * quarter / 4); };
    return {quantile(1), quantile(3)};
}

} // namespace

EtaRange StageRange::version() const
{
    EtaRange all;
    for (const EtaRange& stage : stages) {
        all.lowMs += stage.lowMs;
        all.highMs += stage.highMs;
    }
    return all;
}

StageRange stageRange(const QList<StageTimes>& measured)
{
    StageRange range;
    for (size_t stage = 0; stage < allStages.size() && !measured.isEmpty(); ++stage) {
        QList<qint64> times;
        for (const StageTimes& one : measured)
            times.append(one.ms[stage] / std::max<qint64>(1, one.versions));
        range.stages[stage] = quantiles(times);
    }
    // A job that is quicker than the clock takes time all the same.
    if (!measured.isEmpty() && !range.known())
        range.stages.back().highMs = 1;
    return range;
}

EtaRange timeOf(const StageRange& range, qint64 versions)
{
    const qint64 count = std::max<qint64>(1, versions);
    const EtaRange one = range.version();
    return {one.lowMs * count, one.highMs * count};
}

EtaRange timeLeft(const StageRange& range, std::optional<Stage> at, qint64 sinceMs, qint64 versions)
{
    if (!at)
        return timeOf(range, versions);
    const auto current = static_cast<size_t>(*at);
    // A stage that takes longer than usual is as good as over: there is nothing better to say.
    const auto rest = [&](qint64 usual) { return std::max<qint64>(0, usual - std::max<qint64>(0, sinceMs)); };
    EtaRange left{rest(range.stages[current].lowMs), rest(range.stages[current].highMs)};
    for (size_t stage = current + 1; stage < allStages.size(); ++stage) {
        left.lowMs += range.stages[stage].lowMs;
        left.highMs += range.stages[stage].highMs;
    }
    if (versions > 1) {
        const EtaRange others = timeOf(range, versions - 1);
        left.lowMs += others.lowMs;
        left.highMs += others.highMs;
    }
    left.highMs = std::max<qint64>(left.highMs, range.known() ? 1 : 0);
    return left;
}

} // namespace millrace::queue
