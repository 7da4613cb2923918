// SPDX-License-Identifier: GPL-3.0-or-later
// What every table of the store has: the database and the clock. Same thread rule as StateStore.
#pragma once

#include "core/base/clock.h"
#include "core/store/database.h"

namespace millrace::store {

class Table
{
public:
    Table(Database& database, const Clock& clock)
        : m_database(database)
        , m_clock(clock)
    {
    }
    Table(const Table&) = delete;
    Table& operator=(const Table&) = delete;

protected:
    qint64 now() const { return m_clock.nowMs(); }
    const Clock& clock() const { return m_clock; }
    Database& m_database;

private:
    const Clock& m_clock;
};

} // namespace millrace::store
