// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/iddiff.h"

#include <QSet>

namespace millrace::ui {

namespace {

void extend(QList<IdRun>& runs, qsizetype row)
{
    if (!runs.isEmpty() && runs.last().first + runs.last().count == row)
        ++runs.last().count;
    else
        runs.append({row, 1});
}

} // namespace

IdDiff diffIds(const QList<qint64>& before, const QList<qint64>& after)
{
    IdDiff diff;
    const QSet<qint64> old(before.cbegin(), before.cend());
    const QSet<qint64> now(after.cbegin(), after.cend());

    QList<IdRun> removed;
    QList<qint64> stayed;
    for (qsizetype row = 0; row < before.size(); ++row) {
        if (now.contains(before[row]))
            stayed.append(before[row]);
        else
            extend(removed, row);
    }
    qsizetype next = 0;
    for (qsizetype row = 0; row < after.size(); ++row) {
        if (!old.contains(after[row]))
            extend(diff.inserted, row);
        else if (stayed[next++] != after[row])
            diff.reordered = true;
    }
    diff.removed = QList<IdRun>(removed.crbegin(), removed.crend());
    diff.changed = before.size() - stayed.size() + after.size() - stayed.size();
    return diff;
}

} // namespace millrace::ui
