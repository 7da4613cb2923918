// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/engineidentity.h"

#include <QCoreApplication>
#include <QCryptographicHash>
#include <QFile>
#include <QSysInfo>

namespace millrace::engine {

namespace {

constexpr qsizetype placeLength = 12;

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

QString readPlace()
{
    // Not the machine's own id: machines that are copies of each other have the same one. Containers of one machine
    // have its boot in common, but each counts its processes from 1.
    QFile boot(QStringLiteral("/proc/sys/kernel/random/boot_id"));
    const QString pids = QFile::symLinkTarget(QStringLiteral("/proc/self/ns/pid"));
    if (!boot.open(QIODevice::ReadOnly) || pids.isEmpty())
        return {};
    const QByteArray both = boot.readAll().trimmed() + ' ' + pids.section(QLatin1Char('/'), -1).toUtf8();
    return QString::fromLatin1(QCryptographicHash::hash(both, QCryptographicHash::Sha256).toHex().left(placeLength));
}

} // namespace

QString thisHost()
{
    return QSysInfo::machineHostName();
}

QString thisPlace()
{
    static const QString place = readPlace();
    return place;
}

QString engineIdentity(const QString& host)
{
    const QString pid = QString::number(QCoreApplication::applicationPid());
    return QStringLiteral("%1:%2.%3.%4").arg(host, pid, startOf(pid), thisPlace());
}

bool mayBeAlive(const QString& identity)
{
    const QStringList process = identity.section(QLatin1Char(':'), -1).split(QLatin1Char('.'));
    const QString place = process.value(2);
    if (place.isEmpty() || place != thisPlace())
        return true;
    const QString start = startOf(process.value(0));
    return !start.isEmpty() && start == process.value(1);
}

} // namespace millrace::engine
