// SPDX-License-Identifier: GPL-3.0-or-later
// The difference of two id lists as contiguous row runs, so that a model can announce a refresh as a few inserts and
// removes instead of a reset. Pure functions on values; any thread.
#pragma once

#include <QList>

namespace millrace::ui {

struct IdRun
{
    qsizetype first = 0; ///< row in the list at the time the run is applied
    qsizetype count = 0;
    bool operator==(const IdRun&) const = default;
};

struct IdDiff
{
    bool reordered = false;     ///< ids that both lists have stand in another order: needs a layout change
    qsizetype changed = 0;      ///< ids that came plus ids that went
    QList<IdRun> removed = {};  ///< rows of the old list, last run first: apply in this order
    QList<IdRun> inserted = {}; ///< rows of the new list, first run first: apply in this order
};

/// Ids are unique within a list.
IdDiff diffIds(const QList<qint64>& before, const QList<qint64>& after);

} // namespace millrace::ui
