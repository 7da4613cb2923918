// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/subjects.h"

#include "core/store/stateversion.h"

#include <QSet>

namespace millrace::ops {

QList<store::Package> resolve(store::StateStore& store, const Subjects& subjects, Preview& preview)
{
    QStringList names = subjects.packages;
    if (!subjects.signature.isEmpty())
        names += store.failures.packagesOf(subjects.signature);
    if (!subjects.filter.isEmpty()) {
        const QList<qint64> ids = store.lists.ids(store::ListKind::Packages, {subjects.filter, {}, false});
        for (const store::Package& package : store.packages.byIds(ids))
            names += package.name;
    }
    names.removeDuplicates();
    const QList<store::Package> packages = store.packages.byNames(names);
    if (packages.size() == names.size())
        return packages;
    QSet<QString> known;
    for (const store::Package& package : packages)
        known.insert(package.name);
    for (const QString& name : std::as_const(names)) {
        if (!known.contains(name))
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

QList<qint64> idsOf(const QList<store::Package>& packages)
{
    QList<qint64> ids;
    for (const store::Package& package : packages)
        ids.append(package.id);
    return ids;
}

qint64 stateVersion(store::StateStore& store, const Preview& preview)
{
    store::StateVersion version;
    for (const store::Package& package : preview.packages) {
        version.mix(package.id);
        version.mix(package.rowVersion);
    }
    if (preview.signatures.isEmpty() && preview.codes.isEmpty())
        return version.value();
    version.mix(store.signatures.stateVersion(preview.signatures));
    for (const QString& code : preview.codes) {
        const std::optional<store::StoredRule> rule = store.rules.byCode(code);
        version.mix(rule ? rule->at : 0);
        version.mix(rule ? static_cast<int>(rule->change.policy) + 1 : 0);
        version.mix(rule ? rule->change.cap : 0);
        version.mix(rule ? rule->change.delayMs : 0);
        version.mix(rule && rule->change.retryOnNewUpload ? 1 : 0);
    }
    return version.value();
}

} // namespace millrace::ops
