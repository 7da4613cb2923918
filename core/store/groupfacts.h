// SPDX-License-Identifier: GPL-3.0-or-later
// What is known of failure groups beside their rows in the list: how they went lately, whether they are spurious, what
// retries brought. Read for all groups in sight at once: each question costs a round trip to a server.
// Runs on the store's thread.
#pragma once

#include "core/store/effecttable.h"
#include "core/store/spurioustable.h"

#include <QHash>
#include <QStringList>

#include <optional>

namespace millrace::store {

class StateStore;

struct GroupFacts
{
    QList<double> trend = {}; ///< failures a day, oldest first, the last one today; empty without any
    int freshToday = 0;
    double baseline = 0; ///< new failures a day, the week before
    std::optional<SpuriousMark> mark = {};
    int held = 0, waiting = 0, capped = 0; ///< open failures by state
    int mostRetries = 0;                   ///< of one open failure, by itself; 0 while none waits or used up all
    DayCount total = {};                   ///< retries and what they brought, ever
};

/// Days of GroupFacts::trend; more than the baseline has.
inline constexpr int trendDays = 14;

/// One entry for each of the signatures, which are those of groups: merged into no other one. What was counted for those
/// that were merged into them counts too.
QHash<QString, GroupFacts> readGroupFacts(StateStore& store, const QStringList& signatures);

} // namespace millrace::store
