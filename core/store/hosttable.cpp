// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hosttable.h"

namespace millrace::store {

WantedOfHost HostTable::beat(const QString& host, int jobs, int parallel, const QString& state)
{
    m_database.transaction([&] {
        m_database.run(
            QStringLiteral("INSERT INTO host(host, jobs, parallel, heartbeat, state) VALUES (?, ?, ?, ?, ?) "
                           "ON CONFLICT(host) DO UPDATE SET jobs = excluded.jobs, parallel = excluded.parallel, "
                           "heartbeat = excluded.heartbeat, state = excluded.state"),
            {host, jobs, parallel, now(), state});
        m_database.touch("host");
    });
    return wanted(host).value_or(WantedOfHost());
}

std::optional<WantedOfHost> HostTable::wanted(const QString& host) const
{
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT wanted_parallel, wanted_state FROM host WHERE host = ?"), {host});
    if (!query.next())
        return std::nullopt;
    return WantedOfHost{query.value(0).toInt(), query.value(1).toString() == QLatin1String("drain")};
}

void HostTable::setWanted(const QString& host, const WantedOfHost& wanted)
{
    m_database.transaction([&] {
        m_database.run(QStringLiteral("UPDATE host SET wanted_parallel = ?, wanted_state = ?, row_version = "
                                      "row_version + 1 WHERE host = ?"),
                       {wanted.parallel, wanted.drain ? QStringLiteral("drain") : QStringLiteral("run"), host});
        m_database.touch("wanted");
    });
}

qint64 HostTable::rowVersion(const QString& host) const
{
    return m_database.value(QStringLiteral("SELECT row_version FROM host WHERE host = ?"), {host}).toLongLong();
}

} // namespace millrace::store
