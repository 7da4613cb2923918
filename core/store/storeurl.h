// SPDX-License-Identifier: GPL-3.0-or-later
// Where a state store is: "sqlite:PATH" or "postgresql://user@host:port/db?sslmode=…". A value; any thread.
#pragma once

#include <QString>

namespace millrace::store {

enum class OpenMode { ReadWrite, ReadOnly };

struct StoreUrl
{
    enum class Kind { Sqlite, Postgres };
    Kind kind = Kind::Sqlite;
    QString path = {}; ///< SQLite: the file
    QString text = {}; ///< as given; what people see

    /// Throws Error "usage.store" for anything else, or for a URL that carries a password.
    static StoreUrl parse(const QString& text);
};

} // namespace millrace::store
