// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/sqlstatements.h"

namespace millrace::store {

QStringList statements(const QString& sql)
{
    QStringList result;
    QString current;
    bool inBody = false;
    for (const QString& rawLine : sql.split(QLatin1Char('\n'))) {
        const QString line = rawLine.section(QLatin1String("--"), 0, 0).trimmed();
        if (line.isEmpty())
            continue;
        current += line + QLatin1Char('\n');
        if (line.count(QLatin1String("$$")) % 2 == 1)
            inBody = !inBody;
        if (!inBody && line.endsWith(QLatin1Char(';'))) {
            result.append(current.trimmed().chopped(1));
            current.clear();
        }
    }
    return result;
}

} // namespace millrace::store
