// SPDX-License-Identifier: GPL-3.0-or-later
// The audit log: one event per change that a person made or the engine decided. Thread rule: StateStore's.
#pragma once

#include "core/store/table.h"

#include <optional>

namespace millrace::store {

struct Event
{
    qint64 id = 0;
    qint64 at = 0;
    QString actor = {};
    QString action = {};  ///< the Operation's name, or what the engine did: "import", "failure"
    QString subject = {}; ///< a package, a signature, an archive
    QString summary = {}; ///< one sentence
    QString reason = {};
    QJsonObject before = {};
    QJsonObject after = {};
    qint64 undoes = 0;   ///< the event that this one took back
    qint64 undoneBy = 0; ///< the event that took this one back
};

class EventTable : public Table
{
public:
    using Table::Table;

    /// Appends; id and at are set here. Returns the id.
    qint64 append(const Event& event);
    std::optional<Event> byId(qint64 id) const;
};

} // namespace millrace::store
