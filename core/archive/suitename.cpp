// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/suitename.h"

#include <QRegularExpression>

namespace millrace::archive {

QString branchSuite(const QString& suite, const QString& codename, const QString& fallback)
{
    QString name = codename;
    if (suite == QLatin1String("experimental") ||
        (!codename.isEmpty() && suite.startsWith(codename + QLatin1Char('-'))))
        name = suite;
    if (name.isEmpty())
        name = fallback.isEmpty() ? suite : fallback;
    // Old security suites are called "buster/updates".
    return name.replace(QLatin1Char('/'), QLatin1Char('-'));
}

int suiteRank(const QString& version, const QString& suite, const QString& codename)
{
    const bool experimental = suite == QLatin1String("experimental");
    constexpr int unnumbered = 1'000'000;
    static const QRegularExpression number(QStringLiteral("^(\\d{1,4})(?:\\.(\\d{1,2}))?"));
    const QRegularExpressionMatch match = number.match(version);
    if (!match.hasMatch())
        return unnumbered + (experimental ? 1 : 0);
    // Ubuntu numbers by year and month and names its suites by codename; Debian's second part counts point releases,
    // and its suites are called stable, testing and so on.
    const int major = match.captured(1).toInt();
    const bool calendar = suite.startsWith(codename) && !codename.isEmpty();
    const int minor = calendar ? match.captured(2).toInt() : 0;
    int pocket = 0;
    for (const char* word : {"-updates", "-security", "-backports", "-proposed"}) {
        ++pocket;
        if (codename.endsWith(QLatin1String(word)) || suite.endsWith(QLatin1String(word)))
            return (major * 100 + minor) * 10 + pocket;
    }
    return (major * 100 + minor) * 10;
}

} // namespace millrace::archive
