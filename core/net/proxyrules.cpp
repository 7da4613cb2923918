// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/proxyrules.h"

#include <QStringList>

namespace millrace::net {

namespace {

/// no_proxy: a comma-separated list of hosts and domain endings; "*" is everything.
bool exempt(const QString& host)
{
    for (const QString& part : qEnvironmentVariable("no_proxy").split(QLatin1Char(','), Qt::SkipEmptyParts)) {
        QString domain = part.trimmed();
        if (domain == QLatin1String("*") || domain == host)
            return true;
        if (!domain.startsWith(QLatin1Char('.')))
            domain.prepend(QLatin1Char('.'));
        if (host.endsWith(domain))
            return true;
    }
    return false;
}

QString fromEnvironment(const QString& scheme, const QString& host)
{
    if (exempt(host))
        return {};
    // Only the lower-case name: HTTP_PROXY can be set by a client where we run below a CGI server.
    const QString value = qEnvironmentVariable((scheme + QLatin1String("_proxy")).toUtf8().constData());
    return value.isEmpty() ? qEnvironmentVariable("all_proxy") : value;
}

} // namespace

QNetworkProxy ProxyRules::forUrl(const QUrl& url) const
{
    const QString scheme = url.scheme();
    const QString forHost = rules.value(scheme + QLatin1String("::") + url.host());
    QString text = forHost.isEmpty() ? rules.value(scheme) : forHost;
    if (text.isEmpty())
        text = fromEnvironment(scheme, url.host());
    if (text.isEmpty() || text == QLatin1String("DIRECT") || text == QLatin1String("false"))
        return QNetworkProxy(QNetworkProxy::NoProxy);
    const QUrl proxy(text.contains(QLatin1String("://")) ? text : QLatin1String("http://") + text);
    const bool socks = proxy.scheme().startsWith(QLatin1String("socks"));
    const int port = proxy.port(socks ? 1080 : 80);
    return QNetworkProxy(socks ? QNetworkProxy::Socks5Proxy : QNetworkProxy::HttpProxy, proxy.host(),
                         static_cast<quint16>(port), proxy.userName(), proxy.password());
}

} // namespace millrace::net
