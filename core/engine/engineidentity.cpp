// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engineidentity.h"

#include <QCoreApplication>
#include <QFile>
#include <QSysInfo>

namespace millrace::engine {

namespace {

/// Start time in clock ticks since boot: field 22 of /proc/PID/stat (proc(5)); empty when there is no such process.
QString startOf(const QString& pid)
{
    QFile file(QStringLiteral("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly))
        return {};
    const QString text = QString::fromUtf8(file.readAll());
    // The command in field 2 can contain anything, also parentheses and spaces; it ends at the last one.
    const QStringList fields = text.mid(text.lastIndexOf(QLatin1Char(')')) + 2).split(QLatin1Char(' '));
    return fields.value(19);
}

} // namespace

QString thisHost()
{
    return QSysInfo::machineHostName();
}

QString engineIdentity(const QString& host)
{
    const QString pid = QString::number(QCoreApplication::applicationPid());
    return host + QLatin1Char(':') + pid + QLatin1Char('.') + startOf(pid);
}

bool mayBeAlive(const QString& identity, const QString& host)
{
    const QString process = identity.section(QLatin1Char(':'), -1);
    if (identity.chopped(process.size() + 1) != host)
        return true;
    const QString start = startOf(process.section(QLatin1Char('.'), 0, 0));
    return !start.isEmpty() && start == process.section(QLatin1Char('.'), 1, 1);
}

} // namespace millrace::engine
