// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/certificate.h"

#include "core/base/process.h"

#include <QFile>
#include <QSslCertificate>
#include <QSslKey>

namespace millrace::test {

QStringList certificateArguments(const QString& key, const QString& certificate)
{
    return {QStringLiteral("req"),
            QStringLiteral("-x509"),
            QStringLiteral("-newkey"),
            QStringLiteral("rsa:2048"),
            QStringLiteral("-nodes"),
            QStringLiteral("-days"),
            QStringLiteral("2"),
            QStringLiteral("-subj"),
            QStringLiteral("/CN=localhost"),
            QStringLiteral("-addext"),
            QStringLiteral("subjectAltName=DNS:localhost"),
            QStringLiteral("-keyout"),
            key,
            QStringLiteral("-out"),
            certificate};
}

QSslConfiguration serverCertificate(const QString& folder)
{
    const QString keyName = folder + QStringLiteral("/server.key");
    const QString name = folder + QStringLiteral("/server.crt");
    runProcessChecked({QStringLiteral("openssl"), certificateArguments(keyName, name)});
    QFile key(keyName);
    if (!key.open(QIODevice::ReadOnly))
        qFatal("%s cannot be read", qPrintable(keyName));
    QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
    configuration.setPrivateKey(QSslKey(&key, QSsl::Rsa));
    configuration.setLocalCertificate(QSslCertificate::fromPath(name).value(0));
    return configuration;
}

} // namespace millrace::test
