// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/maintenance.h"

#include <QDir>

namespace millrace::git {

namespace {

QDir packFolder(const QString& repository)
{
    return QDir(repository + QLatin1String("/objects/pack"));
}

} // namespace

bool wantsMaintenance(const QString& repository)
{
    return packFolder(repository).entryList({QStringLiteral("pack-*.pack")}, QDir::Files).size() > 1;
}

QStringList maintenanceArguments(const QString& repository)
{
    return {
        QStringLiteral("-C"), repository,
        // Deltas are looked for among neighbours only; git gc --aggressive looks five times as far for a few percent.
        QStringLiteral("-c"), QStringLiteral("pack.threads=1"), QStringLiteral("-c"),
        QStringLiteral("pack.windowMemory=256m"), QStringLiteral("repack"), QStringLiteral("-A"), QStringLiteral("-d"),
        QStringLiteral("-f"), QStringLiteral("-q"), QStringLiteral("--window=50"), QStringLiteral("--depth=50"),
        QStringLiteral("--unpack-unreachable=30.days.ago")};
}

void removeMaintenanceRemains(const QString& repository)
{
    QDir folder = packFolder(repository);
    for (const QString& name :
         folder.entryList({QStringLiteral("tmp_*"), QStringLiteral(".tmp-*")}, QDir::Files | QDir::Hidden))
        folder.remove(name);
}

} // namespace millrace::git
