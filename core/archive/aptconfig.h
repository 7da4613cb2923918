// SPDX-License-Identifier: GPL-3.0-or-later
// What this machine's apt is told that concerns us, too: checks of Release files, proxies, where the keys are
// (apt.conf(5)). A value; readAptSettings() runs apt-config and may be called from any thread.
#pragma once

#include "core/net/proxyrules.h"

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace millrace::archive {

struct AptSettings
{
    bool checkValidUntil = true;                ///< Acquire::Check-Valid-Until
    bool checkDate = true;                      ///< Acquire::Check-Date: refuse Release files of the future
    qint64 maxFutureS = 10;                     ///< Acquire::Max-FutureTime: clocks may differ that much
    qint64 maxValidS = 0;                       ///< Acquire::Max-ValidTime; 0 = none
    QMap<QString, qint64> maxValidOfLabel = {}; ///< Acquire::Max-ValidTime::LABEL, stronger than the general one
    net::ProxyRules proxies = {};               ///< Acquire::http::Proxy and its like
    QString etc = QStringLiteral("/etc/apt");   ///< Dir::Etc
    QString trustedFile = QStringLiteral("/etc/apt/trusted.gpg");
    QString trustedParts = QStringLiteral("/etc/apt/trusted.gpg.d");

    /// The keyrings apt believes where an archive names none: those that exist, absolute.
    QStringList trustedKeyrings() const;
};

/// From the output of `apt-config dump`.
AptSettings parseAptConfig(const QByteArray& dump);

/// Asks apt-config; where there is no apt, its defaults (this machine then has no archives of its own either).
AptSettings readAptSettings();

} // namespace millrace::archive
