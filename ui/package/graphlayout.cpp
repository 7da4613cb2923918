// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/graphlayout.h"

#include <algorithm>

namespace millrace::ui {

int GraphLayout::freeLane()
{
    qsizetype lane = m_expected.indexOf(git::Oid());
    if (lane < 0) {
        lane = m_expected.size();
        m_expected.append(git::Oid());
    }
    return int(lane);
}

int GraphLayout::laneFor(const git::Oid& parent)
{
    const qsizetype known = m_expected.indexOf(parent);
    if (known >= 0)
        return int(known);
    const int lane = freeLane();
    m_expected[lane] = parent;
    return lane;
}

GraphRow GraphLayout::add(const git::Oid& commit, const QList<git::Oid>& parents)
{
    GraphRow row;
    for (int lane = 0; lane < m_expected.size(); ++lane) {
        if (m_expected.at(lane) == commit)
            row.fromAbove.append(lane);
        else if (!m_expected.at(lane).isNull())
            row.through.append(lane);
    }
    row.width = int(m_expected.size());
    // The leftmost child's lane goes on; the others end here.
    row.lane = row.fromAbove.isEmpty() ? freeLane() : row.fromAbove.first();
    for (const int lane : row.fromAbove)
        m_expected[lane] = git::Oid();
    for (qsizetype i = 0; i < parents.size(); ++i) {
        const git::Oid& parent = parents.at(i);
        if (i == 0 && !m_expected.contains(parent))
            m_expected[row.lane] = parent;
        const int lane = laneFor(parent);
        if (!row.toBelow.contains(lane))
            row.toBelow.append(lane);
    }
    row.width = std::max(row.width, int(m_expected.size()));
    while (!m_expected.isEmpty() && m_expected.last().isNull())
        m_expected.removeLast();
    return row;
}

} // namespace millrace::ui
