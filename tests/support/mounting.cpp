// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/mounting.h"

#include "core/base/process.h"

namespace millrace::test {

QStringList mounting(const QString& mount, const QString& place)
{
    const QString script = mount + QStringLiteral(" && exec \"$@\"");
    for (const QStringList& rights :
         {QStringList(), QStringList{QStringLiteral("--user"), QStringLiteral("--map-root-user")}}) {
        const QStringList wrapper = QStringList{QStringLiteral("unshare"), QStringLiteral("--mount")} + rights +
                                    QStringList{QStringLiteral("sh"), QStringLiteral("-c"), script, place};
        if (runProcess({wrapper.constFirst(), wrapper.mid(1) + QStringList{QStringLiteral("true")}}).exitCode == 0)
            return wrapper;
    }
    return {};
}

} // namespace millrace::test
