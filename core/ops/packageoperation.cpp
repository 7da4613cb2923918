// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/packageoperation.h"

#include "core/ops/snapshot.h"
#include "core/ops/subjects.h"

namespace millrace::ops {

QStringList PackageOperation::commandLine() const
{
    return QStringList{QStringLiteral("millracectl"), name()} + arguments(m_subjects);
}

Preview PackageOperation::plan(store::StateStore& store) const
{
    Preview preview;
    preview.operation = name();
    for (const store::Package& package : resolve(store, m_subjects, preview)) {
        const QString why = refusal(store, package);
        if (!why.isEmpty()) {
            preview.refusals.append(package.name + QLatin1String(": ") + why);
            continue;
        }
        preview.add(package);
    }
    describe(store, QList(preview.packages), preview);
    preview.stateVersion = stateVersion(store, preview);
    return preview;
}

QJsonObject PackageOperation::change(store::StateStore& store, const Preview& preview) const
{
    const Snapshot before = Snapshot::before(store, preview);
    const QList<qint64> ids = preview.ids();
    changeAll(store, ids);
    store.packages.settleAll(ids);
    return {{QStringLiteral("before"), before.toJson()},
            {QStringLiteral("after"), Snapshot::after(store, preview).toJson()}};
}

void PackageOperation::changeOne(store::StateStore& store, qint64 packageId) const
{
    Q_UNUSED(store)
    Q_UNUSED(packageId)
}

void PackageOperation::changeAll(store::StateStore& store, const QList<qint64>& packageIds) const
{
    for (const qint64 id : packageIds)
        changeOne(store, id);
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

void addWaitingBranches(store::StateStore& store, Preview& preview)
{
    QHash<qint64, QString> names;
    for (const store::Package& package : std::as_const(preview.packages))
        names.insert(package.id, package.name);
    for (const store::WaitingBranch& branch : store.publications.waitingBranches(preview.ids()))
        preview.refs.append({names.value(branch.packageId), QLatin1String("refs/heads/") + branch.branch, {}, {}});
}

} // namespace millrace::ops
