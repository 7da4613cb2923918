// SPDX-License-Identifier: GPL-3.0-or-later
// Which proxy a URL goes through: apt's rules first (host, then scheme), else the environment, as apt does it.
// A value; any thread.
#pragma once

#include <QMap>
#include <QNetworkProxy>
#include <QUrl>

namespace millrace::net {

struct ProxyRules
{
    /// "http" or "https", or "http::HOST" for one host (apt.conf(5), Acquire::http::Proxy) → URL of the proxy or
    /// "DIRECT". Where this says nothing, http_proxy, https_proxy, all_proxy and no_proxy of the environment do.
    QMap<QString, QString> rules = {};

    QNetworkProxy forUrl(const QUrl& url) const;
};

} // namespace millrace::net
