// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/hosttable.h"

#include "core/queue/job.h"

#include <algorithm>
#include <array>

namespace millrace::store {

namespace {

/// An engine that was not heard of for so long is not counted; it may come back.
constexpr qint64 silentMs = 3 * queue::heartbeatMs;

/// What a host with several engines is said to do is what the most active of them does.
constexpr std::array<const char*, 5> byActivity = {"running", "draining", "drained", "quiescing", "paused"};

struct Engine
{
    QString identity = {};
    int jobs = 0;
    int parallel = 0;
    QString state = {};
    qint64 heartbeat = 0; ///< epoch ms
};

QList<Engine> enginesOf(Database& database, const QString& host)
{
    QList<Engine> engines;
    QSqlQuery query = database.select(
        QStringLiteral("SELECT identity, jobs, parallel, state, heartbeat FROM engine WHERE host = ?"), {host});
    while (query.next())
        engines.append({query.value(0).toString(), query.value(1).toInt(), query.value(2).toInt(),
                        query.value(3).toString(), query.value(4).toLongLong()});
    return engines;
}

/// Of the jobs that the host may run at once; engines that lease nothing have none.
int shareOf(const QString& engine, const QList<Engine>& engines, int parallel)
{
    QStringList active;
    for (const Engine& one : engines) {
        if (one.state != QLatin1String("paused") && one.state != QLatin1String("quiescing"))
            active.append(one.identity);
    }
    active.sort(); // the same for all of them
    const qsizetype place = active.indexOf(engine);
    if (parallel == 0 || place < 0)
        return parallel;
    const int count = static_cast<int>(active.size());
    return std::max(1, parallel / count + (place < parallel % count ? 1 : 0));
}

/// Makes the host's row the sum of its engines; without any it is as @p sum says.
void writeSum(Database& database, Engine sum, const QList<Engine>& engines)
{
    for (const char* const state : byActivity) {
        const auto isInState = [state](const Engine& one) { return one.state == QLatin1String(state); };
        if (std::none_of(engines.cbegin(), engines.cend(), isInState))
            continue;
        sum = {sum.identity, 0, 0, QLatin1String(state), sum.heartbeat};
        for (const Engine& one : engines) {
            sum.jobs += one.jobs;
            sum.parallel += isInState(one) ? one.parallel : 0;
        }
        break;
    }
    database.runLater(
        QStringLiteral("INSERT INTO host(host, jobs, parallel, heartbeat, state) VALUES (?, ?, ?, ?, ?) "
                       "ON CONFLICT(host) DO UPDATE SET jobs = excluded.jobs, parallel = excluded.parallel, "
                       "heartbeat = excluded.heartbeat, state = excluded.state"),
        {sum.identity, sum.jobs, sum.parallel, sum.heartbeat, sum.state});
    database.touch("host");
}

} // namespace

WantedOfHost HostTable::beat(const QString& host, int jobs, int parallel, const QString& state, const QString& engine)
{
    const Engine self{engine.isEmpty() ? host : engine, jobs, parallel, state, now()};
    WantedOfHost mine;
    m_database.transaction([&] {
        mine = wanted(host).value_or(WantedOfHost());
        QList<Engine> engines;
        for (const Engine& one : enginesOf(m_database, host)) {
            const bool isSilent = one.heartbeat <= now() - silentMs;
            const bool ends = one.identity == self.identity && state == QLatin1String("stopped");
            if (isSilent || ends)
                m_database.runLater(QStringLiteral("DELETE FROM engine WHERE identity = ?"), {one.identity});
            else if (one.identity != self.identity)
                engines.append(one);
        }
        if (state != QLatin1String("stopped")) {
            m_database.runLater(
                QStringLiteral("INSERT INTO engine(identity, host, jobs, parallel, heartbeat, state) VALUES "
                               "(?, ?, ?, ?, ?, ?) ON CONFLICT(identity) DO UPDATE SET host = excluded.host, jobs = "
                               "excluded.jobs, parallel = excluded.parallel, heartbeat = excluded.heartbeat, state = "
                               "excluded.state"),
                {self.identity, host, jobs, parallel, self.heartbeat, state});
            engines.append(self);
        }
        writeSum(m_database, {host, 0, parallel, QStringLiteral("stopped"), now()}, engines);
        mine.parallel = shareOf(self.identity, engines, mine.parallel);
    });
    return mine;
}

void HostTable::sumUp(const QString& host, int parallel)
{
    writeSum(m_database, {host, 0, parallel, QStringLiteral("stopped"), now()}, enginesOf(m_database, host));
}

QStringList HostTable::engines() const
{
    QStringList all;
    QSqlQuery query = m_database.select(QStringLiteral("SELECT identity FROM engine ORDER BY identity"));
    while (query.next())
        all.append(query.value(0).toString());
    return all;
}

void HostTable::strikeOff(const QString& engine)
{
    m_database.transaction([&] {
        const QVariantList row =
            m_database.row(QStringLiteral("SELECT host, parallel FROM engine WHERE identity = ?"), {engine});
        if (row.isEmpty())
            return;
        m_database.run(QStringLiteral("DELETE FROM engine WHERE identity = ?"), {engine});
        sumUp(row.at(0).toString(), row.at(1).toInt());
    });
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
