// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/neterror.h"

#include <QDateTime>

namespace millrace::net {

QString errorCode(QNetworkReply::NetworkError error, int status)
{
    if (status == 404 || status == 410)
        return QStringLiteral("archive.missing");
    if (status == 429)
        return QStringLiteral("net.http429");
    if (status >= 500)
        return QStringLiteral("net.http5xx");
    if (status >= 400)
        return QStringLiteral("net.http");
    switch (error) {
    case QNetworkReply::OperationCanceledError: // Qt's own timer aborts the reply; ours are told apart before
    case QNetworkReply::TimeoutError:
    case QNetworkReply::ProxyTimeoutError:
        return QStringLiteral("net.timeout");
    case QNetworkReply::ConnectionRefusedError:
    case QNetworkReply::ProxyConnectionRefusedError:
        return QStringLiteral("net.refused");
    case QNetworkReply::RemoteHostClosedError:
    case QNetworkReply::ProxyConnectionClosedError:
    case QNetworkReply::TemporaryNetworkFailureError:
        return QStringLiteral("net.reset");
    case QNetworkReply::HostNotFoundError:
    case QNetworkReply::ProxyNotFoundError:
        return QStringLiteral("net.dns");
    case QNetworkReply::SslHandshakeFailedError:
        return QStringLiteral("net.tls");
    case QNetworkReply::ContentNotFoundError: // a file: URL; over HTTP the status has decided
        return QStringLiteral("archive.missing");
    case QNetworkReply::ContentAccessDenied:
    case QNetworkReply::ContentOperationNotPermittedError:
        return QStringLiteral("net.denied");
    case QNetworkReply::ProtocolUnknownError:
        return QStringLiteral("net.scheme");
    case QNetworkReply::TooManyRedirectsError:
    case QNetworkReply::InsecureRedirectError:
        return QStringLiteral("net.redirect");
    default:
        // 304, 1xx and 3xx without a target come here with a status, "network unreachable" without one.
        return status > 0 ? QStringLiteral("net.http") : QStringLiteral("net.other");
    }
}

bool isRetriedAtOnce(const QString& code)
{
    return code == QLatin1String("net.timeout") || code == QLatin1String("net.reset") ||
           code == QLatin1String("net.http5xx") || code == QLatin1String("net.http429");
}

QString describe(const QString& code, int status)
{
    if (code == QLatin1String("archive.missing"))
        return status > 0 ? QStringLiteral("the server does not have it (HTTP %1)").arg(status)
                          : QStringLiteral("there is no such file");
    if (code == QLatin1String("net.timeout"))
        return QStringLiteral("the server did not answer in time");
    if (code == QLatin1String("net.refused"))
        return QStringLiteral("the connection was refused");
    if (code == QLatin1String("net.reset"))
        return QStringLiteral("the connection was lost");
    if (code == QLatin1String("net.dns"))
        return QStringLiteral("the host name is unknown");
    if (code == QLatin1String("net.tls"))
        return QStringLiteral("no trusted TLS connection");
    if (code == QLatin1String("net.denied"))
        return QStringLiteral("the file may not be read");
    if (code == QLatin1String("net.scheme"))
        return QStringLiteral("this kind of URL is not supported");
    if (code == QLatin1String("net.redirect"))
        return QStringLiteral("the server redirects too often or to an unsafe place");
    if (status > 0)
        return QStringLiteral("the server answered HTTP %1").arg(status);
    return QStringLiteral("the network failed");
}

qint64 retryAfterSeconds(const QByteArray& header, qint64 nowMs)
{
    bool isNumber = false;
    const qint64 seconds = header.trimmed().toLongLong(&isNumber);
    if (isNumber)
        return seconds < 0 ? -1 : seconds;
    QByteArray date = header.trimmed();
    if (date.endsWith("GMT"))
        date.replace(date.size() - 3, 3, "+0000");
    const QDateTime when = QDateTime::fromString(QString::fromLatin1(date), Qt::RFC2822Date);
    if (!when.isValid())
        return -1;
    return qMax<qint64>(0, (when.toMSecsSinceEpoch() - nowMs + 999) / 1000);
}

} // namespace millrace::net
