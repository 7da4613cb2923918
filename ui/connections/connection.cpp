// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/connections/connection.h"

#include <QCoreApplication>
#include <QDir>
#include <QUrl>
#include <QUrlQuery>
#include <QUuid>

namespace millrace::ui {

namespace {

using Kind = Connection::Kind;

struct Connections
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::Connections)
};

QString kindName(Kind kind)
{
    switch (kind) {
    case Kind::SqliteFile:
        return QStringLiteral("sqlite");
    case Kind::Postgres:
        return QStringLiteral("postgresql");
    case Kind::ThisComputer:
        break;
    }
    return QStringLiteral("local");
}

std::optional<Kind> kindFromName(const QString& name)
{
    for (const Kind kind : {Kind::ThisComputer, Kind::SqliteFile, Kind::Postgres}) {
        if (kindName(kind) == name)
            return kind;
    }
    return std::nullopt;
}

QString postgresUrl(const Connection& connection)
{
    QUrl url;
    url.setScheme(QStringLiteral("postgresql"));
    url.setUserName(connection.user);
    QUrlQuery query;
    // The folder of a unix socket is no host name; libpq takes it as a parameter.
    if (connection.host.startsWith(QLatin1Char('/')))
        query.addQueryItem(QStringLiteral("host"), connection.host);
    else
        url.setHost(connection.host);
    url.setPort(connection.port);
    url.setPath(QLatin1Char('/') + connection.database);
    if (!connection.sslMode.isEmpty())
        query.addQueryItem(QStringLiteral("sslmode"), connection.sslMode);
    if (!connection.rootCertificate.isEmpty())
        query.addQueryItem(QStringLiteral("sslrootcert"), connection.rootCertificate);
    url.setQuery(query);
    return url.toString(QUrl::FullyEncoded);
}

QString shortPath(const QString& path)
{
    const QString home = QDir::homePath() + QLatin1Char('/');
    return path.startsWith(home) ? QLatin1String("~/") + path.mid(home.size()) : path;
}

} // namespace

Connection newConnection(Kind kind)
{
    Connection connection;
    connection.id = QUuid::createUuid().toString(QUuid::WithoutBraces);
    connection.kind = kind;
    connection.opensReadOnly = true;
    connection.runsEngine = false;
    connection.colour = kind == Kind::Postgres ? QStringLiteral("red") : QStringLiteral("blue");
    return connection;
}

Connection thisComputer()
{
    Connection connection;
    connection.id = QStringLiteral("local");
    connection.name = Connections::tr("This computer", "name of a connection");
    return connection;
}

QString storeUrl(const Connection& connection, const Paths& base)
{
    switch (connection.kind) {
    case Kind::SqliteFile:
        return QLatin1String("sqlite:") + connection.file;
    case Kind::Postgres:
        return postgresUrl(connection);
    case Kind::ThisComputer:
        break;
    }
    return base.store;
}

Paths pathsOf(const Connection& connection, const Paths& base)
{
    Paths paths = base;
    if (connection.kind == Kind::ThisComputer)
        return paths;
    // Settings, caches and source files by content are the same whatever store is open; logs and repositories are not.
    const QString own = QLatin1String("/connections/") + connection.id;
    if (connection.kind == Kind::SqliteFile) {
        paths.useStore(storeUrl(connection, base));
    } else {
        paths.store = storeUrl(connection, base);
        paths.data = base.data + own;
        paths.state = base.state + own;
        paths.repositories = paths.data + QLatin1String("/repositories");
    }
    if (!connection.repositories.isEmpty())
        paths.repositories = connection.repositories;
    return paths;
}

QString placeText(const Connection& connection, const Paths& base)
{
    if (connection.kind == Kind::Postgres) {
        QString text =
            connection.host.startsWith(QLatin1Char('/'))
                ? QStringLiteral("%1/%2").arg(connection.host, connection.database)
                : QStringLiteral("%1:%2/%3").arg(connection.host).arg(connection.port).arg(connection.database);
        if (!connection.user.isEmpty())
            text = Connections::tr("%1 as %2", "a database, then a user").arg(text, connection.user);
        return text;
    }
    const QString url = storeUrl(connection, base);
    return url.startsWith(QLatin1String("sqlite:")) ? shortPath(url.mid(7)) : url;
}

QString problemOf(const Connection& connection)
{
    if (connection.name.trimmed().isEmpty())
        return Connections::tr("Give the connection a name.");
    if (connection.kind == Kind::SqliteFile) {
        if (connection.file.isEmpty())
            return Connections::tr("Name the file of the store.");
        if (!QDir::isAbsolutePath(connection.file))
            return Connections::tr("Name the file with its whole path, from / on.");
    }
    if (connection.kind == Kind::Postgres) {
        if (connection.host.isEmpty())
            return Connections::tr("Name the host of the database, or the folder of its socket.");
        if (connection.database.isEmpty())
            return Connections::tr("Name the database.");
        if (connection.user.isEmpty())
            return Connections::tr("Name the database's user: changes are recorded under that name.");
    }
    if (!connection.repositories.isEmpty() && !QDir::isAbsolutePath(connection.repositories))
        return Connections::tr("Name the folder of the repositories with its whole path, from / on.");
    return {};
}

QJsonObject toJson(const Connection& connection)
{
    QJsonObject object{{QStringLiteral("id"), connection.id},
                       {QStringLiteral("kind"), kindName(connection.kind)},
                       {QStringLiteral("name"), connection.name},
                       {QStringLiteral("colour"), connection.colour},
                       {QStringLiteral("repositories"), connection.repositories},
                       {QStringLiteral("opens_read_only"), connection.opensReadOnly},
                       {QStringLiteral("asks_to_unlock"), connection.asksToUnlock},
                       {QStringLiteral("runs_engine"), connection.runsEngine},
                       {QStringLiteral("relock_minutes"), connection.relockMinutes}};
    if (connection.kind == Kind::SqliteFile)
        object.insert(QStringLiteral("file"), connection.file);
    if (connection.kind == Kind::Postgres) {
        object.insert(QStringLiteral("host"), connection.host);
        object.insert(QStringLiteral("port"), connection.port);
        object.insert(QStringLiteral("database"), connection.database);
        object.insert(QStringLiteral("user"), connection.user);
        object.insert(QStringLiteral("sslmode"), connection.sslMode);
        object.insert(QStringLiteral("root_certificate"), connection.rootCertificate);
    }
    return object;
}

std::optional<Connection> connectionFromJson(const QJsonObject& object)
{
    const auto text = [&](const char* key) { return object[QLatin1String(key)].toString(); };
    const std::optional<Kind> kind = kindFromName(text("kind"));
    if (!kind || text("id").isEmpty())
        return std::nullopt;
    Connection connection;
    connection.id = text("id");
    connection.kind = *kind;
    connection.name = text("name");
    connection.colour = text("colour");
    connection.file = text("file");
    connection.host = text("host");
    connection.port = object[QLatin1String("port")].toInt(connection.port);
    connection.database = text("database");
    connection.user = text("user");
    if (object.contains(QLatin1String("sslmode")))
        connection.sslMode = text("sslmode");
    connection.rootCertificate = text("root_certificate");
    connection.repositories = text("repositories");
    // What is not said is what harms least.
    connection.opensReadOnly = object[QLatin1String("opens_read_only")].toBool(true);
    connection.asksToUnlock = object[QLatin1String("asks_to_unlock")].toBool(false);
    connection.runsEngine = object[QLatin1String("runs_engine")].toBool(false);
    connection.relockMinutes = object[QLatin1String("relock_minutes")].toInt(connection.relockMinutes);
    return connection;
}

} // namespace millrace::ui
