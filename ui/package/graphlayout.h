// SPDX-License-Identifier: GPL-3.0-or-later
// GraphLayout: gives every commit of a history (children before parents) a lane, and the lines to draw in its row.
// Lanes keep their place from row to row, so lines are straight except where they begin and end at a commit.
// Feed it row by row; pure values, any thread.
#pragma once

#include "core/git/oid.h"

#include <QList>

namespace millrace::ui {

struct GraphRow
{
    int lane = 0;              ///< of the commit's dot
    QList<int> through = {};   ///< lanes whose lines pass this row from top to bottom
    QList<int> fromAbove = {}; ///< lanes whose lines come from the top and end at the dot: its children's
    QList<int> toBelow = {};   ///< lanes to which lines leave the dot downwards: its parents'
    int width = 1;             ///< lanes in use in this row
    bool operator==(const GraphRow&) const = default;
};

class GraphLayout
{
public:
    /// @p parents in their order: the first one continues the commit's own lane.
    GraphRow add(const git::Oid& commit, const QList<git::Oid>& parents);

private:
    int laneFor(const git::Oid& parent);
    int freeLane();

    QList<git::Oid> m_expected; ///< per lane the commit its line leads to; null = the lane is free
};

} // namespace millrace::ui
