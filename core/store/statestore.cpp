// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/statestore.h"

#include "core/store/migrations.h"
#include "core/store/postgres/roles.h"

namespace millrace::store {

namespace {
std::unique_ptr<Database> opened(const StoreUrl& url, OpenMode mode)
{
    std::unique_ptr<Database> database = Database::open(url, mode);
    if (mode == OpenMode::ReadOnly)
        Migrations(*database).check();
    else if (!Migrations(*database).apply().isEmpty() && url.kind == StoreUrl::Kind::Postgres)
        renewRoles(*database);
    return database;
}
} // namespace

StateStore::StateStore(const StoreUrl& url, OpenMode mode, const Clock& clock)
    : m_database(opened(url, mode))
    , m_clock(clock)
    , archives(*m_database, clock)
    , packages(*m_database, clock)
    , publications(*m_database, clock)
    , imports(*m_database, clock)
    , jobs(*m_database, clock)
    , failures(*m_database, clock)
    , refops(*m_database, clock)
    , events(*m_database, clock)
    , hosts(*m_database, clock)
    , overrides(*m_database, clock)
    , findings(*m_database, clock)
    , rules(*m_database, clock)
    , signatures(*m_database, clock)
    , spurious(*m_database, clock)
    , effects(*m_database, clock)
    , reimports(*m_database, clock)
    , history(*m_database, clock)
    , outages(*m_database, clock)
    , lists(*m_database)
    , details(*m_database, clock)
{
}

StateStore::~StateStore() = default;

QHash<QString, qint64> StateStore::changeCounters()
{
    QHash<QString, qint64> counters;
    QSqlQuery query = m_database->select(QStringLiteral("SELECT topic, sum(seq) FROM change GROUP BY topic"));
    while (query.next())
        counters.insert(query.value(0).toString(), query.value(1).toLongLong());
    return counters;
}

} // namespace millrace::store
