// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hosttable.h"

namespace millrace::store {

void HostTable::beat(const QString& host, int jobs, int parallel, const QString& state)
{
    m_database.transaction([&] {
        m_database.run(
            QStringLiteral("INSERT INTO host(host, jobs, parallel, heartbeat, state) VALUES (?, ?, ?, ?, ?) "
                           "ON CONFLICT(host) DO UPDATE SET jobs = excluded.jobs, parallel = excluded.parallel, "
                           "heartbeat = excluded.heartbeat, state = excluded.state"),
            {host, jobs, parallel, now(), state});
        m_database.touch("host");
    });
}

} // namespace millrace::store
