// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failure/resource.h"

#include <QSet>

namespace millrace::failure {

namespace {

bool isOutage(const QString& code)
{
    // Not net.denied, net.scheme or net.redirect: waiting heals none of them.
    static const QSet<QString> codes = {QStringLiteral("net.timeout"),    QStringLiteral("net.refused"),
                                        QStringLiteral("net.reset"),      QStringLiteral("net.dns"),
                                        QStringLiteral("net.tls"),        QStringLiteral("net.http5xx"),
                                        QStringLiteral("net.http429"),    QStringLiteral("net.other"),
                                        QStringLiteral("push.transient"), QStringLiteral("api.transient")};
    return codes.contains(code);
}

} // namespace

std::optional<QString> resourceOf(const Error& error)
{
    if (!isOutage(error.code()))
        return std::nullopt;
    const QString kind = error.errorClass() == QLatin1String("push")  ? QStringLiteral("git")
                         : error.errorClass() == QLatin1String("api") ? QStringLiteral("api")
                                                                      : QStringLiteral("archive");
    const QString resource = resourceOf(QUrl(error.evidence()[QLatin1String("url")].toString()), kind);
    return resource.isEmpty() ? std::nullopt : std::optional(resource);
}

QString resourceOf(const QUrl& url, const QString& kind)
{
    if (url.host().isEmpty())
        return {};
    const QString scheme = url.scheme();
    const int usual = scheme == QLatin1String("https") ? 443 : scheme == QLatin1String("ssh") ? 22 : 80;
    return QStringLiteral("%1:%2:%3").arg(kind, url.host()).arg(url.port(usual));
}

} // namespace millrace::failure
