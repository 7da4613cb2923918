// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/subjects.h"

namespace millrace::ops {

QList<store::Package> resolve(store::StateStore& store, const Subjects& subjects, Preview& preview)
{
    QStringList names = subjects.packages;
    if (!subjects.signature.isEmpty())
        names += store.failures.packagesOf(subjects.signature);
    if (!subjects.filter.isEmpty()) {
        for (const qint64 id : store.lists.ids(store::ListKind::Packages, {subjects.filter, {}, false}))
            names += store.packages.byId(id)->name;
    }
    names.removeDuplicates();
    QList<store::Package> packages;
    for (const QString& name : names) {
        if (const std::optional<store::Package> package = store.packages.byName(name))
            packages.append(*package);
        else
            preview.refusals.append(QStringLiteral("%1: no archive has a source package of this name").arg(name));
    }
    return packages;
}

QString enumerate(const QStringList& names)
{
    if (names.size() <= 1)
        return names.value(0);
    if (names.size() <= 4)
        return names.mid(0, names.size() - 1).join(QLatin1String(", ")) + QLatin1String(" and ") + names.constLast();
    return QStringLiteral("%1, %2 and %3 more").arg(names.at(0), names.at(1)).arg(names.size() - 2);
}

QString counted(qint64 number, const char* one, const char* many)
{
    return QString::number(number) + QLatin1Char(' ') + QLatin1String(number == 1 ? one : many);
}

QStringList arguments(const Subjects& subjects)
{
    QStringList result = subjects.packages;
    if (!subjects.signature.isEmpty())
        result << QStringLiteral("--signature") << subjects.signature;
    if (!subjects.filter.isEmpty())
        result << QStringLiteral("--filter") << subjects.filter;
    return result;
}

QList<qint64> packageIds(store::StateStore& store, const Preview& preview)
{
    QList<qint64> ids;
    for (const QString& name : preview.subjects) {
        if (const std::optional<store::Package> package = store.packages.byName(name))
            ids.append(package->id);
    }
    return ids;
}

} // namespace millrace::ops
