// SPDX-License-Identifier: GPL-3.0-or-later
// The hosts whose engines work on this store. Thread rule: StateStore's.
#pragma once

#include "core/store/table.h"

namespace millrace::store {

class HostTable : public Table
{
public:
    using Table::Table;

    /// The engine on @p host is alive. @p state: running, paused, quiescing, stopped.
    void beat(const QString& host, int jobs, int parallel, const QString& state);
};

} // namespace millrace::store
