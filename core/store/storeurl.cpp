// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storeurl.h"

#include "core/base/error.h"

#include <QFileInfo>
#include <QStringList>
#include <QUrl>
#include <QUrlQuery>

namespace millrace::store {

namespace {

// What a person may say about a connection. "options" is not among them: it could change what our statements mean.
const QStringList parameters = {QStringLiteral("host"),
                                QStringLiteral("port"),
                                QStringLiteral("user"),
                                QStringLiteral("sslmode"),
                                QStringLiteral("sslrootcert"),
                                QStringLiteral("sslcert"),
                                QStringLiteral("sslkey"),
                                QStringLiteral("sslcrl"),
                                QStringLiteral("ssl_min_protocol_version"),
                                QStringLiteral("channel_binding"),
                                QStringLiteral("gssencmode"),
                                QStringLiteral("krbsrvname"),
                                QStringLiteral("connect_timeout"),
                                QStringLiteral("passfile"),
                                QStringLiteral("target_session_attrs")};

Error noStore(const QString& message, const QString& advice)
{
    return Error(QStringLiteral("usage.store"), message).withAdvice(advice);
}

Error carriesPassword()
{
    return noStore(QStringLiteral("the store's URL carries a password"),
                   QStringLiteral("put it into ~/.pgpass, PGPASSWORD or the keychain instead"));
}

int portOf(const QString& text)
{
    bool ok = false;
    const int port = text.toInt(&ok);
    if (!ok || port < 1 || port > 65535)
        throw noStore(QStringLiteral("\"%1\" is no port of a store").arg(text),
                      QStringLiteral("ports are numbers from 1 to 65535; PostgreSQL's is 5432"));
    return port;
}

/// As libpq reads them, user@/database has a user and no host; QUrl would take no such URL.
const QString noHost = QStringLiteral("no-host");

QUrl urlOf(QString text)
{
    const qsizetype path = text.indexOf(QLatin1Char('/'), text.indexOf(QLatin1String("://")) + 3);
    if (path > 0 && text.at(path - 1) == QLatin1Char('@'))
        text.insert(path, noHost);
    return QUrl(text, QUrl::StrictMode);
}

StoreUrl postgres(const QString& text, const QUrl& url)
{
    StoreUrl store{StoreUrl::Kind::Postgres, {}, text};
    store.user = url.userName(QUrl::FullyDecoded);
    if (url.host() != noHost)
        store.host = url.host(QUrl::FullyDecoded);
    store.port = url.port(0);
    store.database = url.path(QUrl::FullyDecoded).mid(1);
    for (const auto& [name, value] : QUrlQuery(url).queryItems(QUrl::FullyDecoded)) {
        if (name == QLatin1String("password"))
            throw carriesPassword();
        if (!parameters.contains(name))
            throw noStore(QStringLiteral("a store's URL has no parameter \"%1\"").arg(name),
                          QStringLiteral("it may have: ") + parameters.join(QLatin1String(", ")));
        if (name == QLatin1String("host"))
            store.host = value;
        else if (name == QLatin1String("port"))
            store.port = portOf(value);
        else if (name == QLatin1String("user"))
            store.user = value;
        else
            store.options.append({name, value});
    }
    return store;
}

} // namespace

StoreUrl StoreUrl::parse(const QString& text)
{
    if (text.startsWith(QLatin1String("sqlite:")) && text.size() > 7) {
        const QString path = QFileInfo(text.mid(7)).absoluteFilePath();
        return {Kind::Sqlite, path, QLatin1String("sqlite:") + path};
    }
    if (text.startsWith(QLatin1String("postgresql://"))) {
        const QUrl url = urlOf(text);
        if (!url.password().isEmpty())
            throw carriesPassword();
        if (url.isValid())
            return postgres(text, url);
    }
    throw noStore(QStringLiteral("\"%1\" is no store").arg(text),
                  QStringLiteral("write sqlite:PATH or postgresql://user@host:port/database"));
}

} // namespace millrace::store
