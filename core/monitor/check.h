// SPDX-License-Identifier: GPL-3.0-or-later
// Check: all measurements and the one state that they come to. A value; any thread.
#pragma once

#include "core/monitor/measurement.h"

#include <QJsonObject>

namespace millrace::monitor {

struct Check
{
    State state = State::Ok;
    QList<Measurement> measurements = {};

    /// {"state":"warning","exit":1,"metrics":[{"metric","subject","value","unit","warning","critical","state","text"}]}
    QJsonObject toJson() const;
};

Check check(const Snapshot& snapshot, const Limits& limits, const QStringList& only = {});

} // namespace millrace::monitor
