// SPDX-License-Identifier: GPL-3.0-or-later
// Where a state store is: "sqlite:PATH" or "postgresql://user@host:port/db?sslmode=…". A value; any thread.
#pragma once

#include <QList>
#include <QString>

#include <utility>

namespace millrace::store {

enum class OpenMode { ReadWrite, ReadOnly };

struct StoreUrl
{
    enum class Kind { Sqlite, Postgres };
    Kind kind = Kind::Sqlite;
    QString path = {}; ///< SQLite: the file
    QString text = {}; ///< as given; what people see

    // PostgreSQL; what is empty is libpq's default, which PGHOST, PGUSER, … set.
    QString user = {};
    QString host = {}; ///< a name, an address, or the folder of a unix socket
    int port = 0;
    QString database = {};
    QList<std::pair<QString, QString>> options = {}; ///< further parameters of libpq: sslmode, sslrootcert, …
    QString password = {};                           ///< from a keychain; no part of any text

    /// Throws Error "usage.store" for anything else, for a parameter that is not known, or a URL with a password.
    static StoreUrl parse(const QString& text);
};

} // namespace millrace::store
