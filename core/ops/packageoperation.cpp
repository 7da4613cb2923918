// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/packageoperation.h"

#include "core/ops/restore.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

QStringList PackageOperation::commandLine() const
{
    return QStringList{QStringLiteral("millracectl"), name()} + arguments(m_subjects);
}

Preview PackageOperation::preview(store::StateStore& store) const
{
    Preview preview;
    preview.operation = name();
    QList<store::Package> packages;
    QList<qint64> ids;
    for (const store::Package& package : resolve(store, m_subjects, preview)) {
        const QString why = refusal(store, package);
        if (!why.isEmpty()) {
            preview.refusals.append(package.name + QLatin1String(": ") + why);
            continue;
        }
        preview.subjects.append(package.name);
        packages.append(package);
        ids.append(package.id);
    }
    describe(store, packages, preview);
    preview.stateVersion = store.packages.stateVersion(ids);
    return preview;
}

QJsonObject PackageOperation::change(store::StateStore& store, const Preview& preview) const
{
    const QJsonObject before = snapshot(store, preview.subjects);
    for (const qint64 id : packageIds(store, preview)) {
        changeOne(store, id);
        store.packages.settle(id);
    }
    return {{QStringLiteral("before"), before}, {QStringLiteral("after"), snapshot(store, preview.subjects)}};
}

qsizetype addWaitingBranches(store::StateStore& store, const store::Package& package, const QStringList& suites,
                             Preview& preview)
{
    const QList<store::WaitingPublication> waiting = store.publications.waiting(package.id, suites);
    QStringList seen;
    for (const store::WaitingPublication& one : waiting) {
        if (seen.contains(one.branch))
            continue;
        seen.append(one.branch);
        preview.refs.append({package.name, QLatin1String("refs/heads/") + one.branch, {}, {}});
    }
    return waiting.size();
}

} // namespace millrace::ops
