// SPDX-License-Identifier: GPL-3.0-or-later
// The SQLite side of Database: WAL, foreign keys, BEGIN IMMEDIATE, busy time-out. Same thread rule as Database.
#pragma once

#include "core/store/database.h"

namespace millrace::store {

class SqliteDatabase final : public Database
{
public:
    SqliteDatabase(const StoreUrl& url, OpenMode mode);
    QString dialect() const override { return QStringLiteral("sqlite"); }

protected:
    void begin() override;
    [[noreturn]] void fail(const QSqlError& error, const QString& what) const override;

private:
    void configure();
};

} // namespace millrace::store
