// SPDX-License-Identifier: GPL-3.0-or-later
// Connection: where a state store is and how the console opens it: this computer's own, another SQLite file, or a
// PostgreSQL database. A value without secrets; any thread.
#pragma once

#include "core/base/paths.h"

#include <QJsonObject>
#include <QString>

#include <optional>

namespace millrace::ui {

struct Connection
{
    enum class Kind { ThisComputer, SqliteFile, Postgres };

    QString id = {}; ///< never changes: key of the session's memory and of the password
    Kind kind = Kind::ThisComputer;
    QString name = {};   ///< as people call it: "prod-db"
    QString colour = {}; ///< of connectioncolour.h; empty = none
    QString file = {};   ///< SqliteFile
    QString host = {};   ///< Postgres, with what follows; a name, an address, or the folder of a unix socket
    int port = 5432;
    QString database = {};
    QString user = {};
    QString sslMode = QStringLiteral("prefer"); ///< libpq's words
    QString rootCertificate = {};               ///< file; empty = libpq's own default
    QString repositories = {};                  ///< folder of the bare repositories; empty = the default
    bool opensReadOnly = false;
    bool asksToUnlock = false; ///< a question before changes are allowed
    bool runsEngine = true;    ///< this console imports, too, once it may change the store
    int relockMinutes = 15;    ///< without a key or a click; 0 = never

    /// Other people work on it as well.
    bool isShared() const { return kind != Kind::ThisComputer; }
    bool operator==(const Connection&) const = default;
};

/// What a new connection of a kind begins with: shared ones are read-only at first and run no engine.
Connection newConnection(Connection::Kind kind);
/// The store that Millrace has on every computer; always there, always first.
Connection thisComputer();

/// "sqlite:PATH" or "postgresql://user@host:port/database?sslmode=…"; @p base has this computer's. Never a password.
QString storeUrl(const Connection& connection, const Paths& base);
/// Where everything of the connection is kept. What two stores must not share has a folder of its own.
Paths pathsOf(const Connection& connection, const Paths& base);
/// "db.example.org:5432/millrace as ada", "~/other/state.sqlite": one line for people.
QString placeText(const Connection& connection, const Paths& base);
/// Why it cannot be used as it is, in one sentence; empty = it can be tried.
QString problemOf(const Connection& connection);

QJsonObject toJson(const Connection& connection);
/// Nothing for what is no connection (another version's kind, no id).
std::optional<Connection> connectionFromJson(const QJsonObject& object);

} // namespace millrace::ui
