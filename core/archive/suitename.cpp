// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/suitename.h"

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

} // namespace millrace::archive
