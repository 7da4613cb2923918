// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ops/packageoperation.h"

#include "core/ops/snapshot.h"
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
    const QList<qint64> ids = packageIds(store, preview);
    changeAll(store, ids);
    store.packages.settleAll(ids);
    return {{QStringLiteral("before"), before}, {QStringLiteral("after"), snapshot(store, preview.subjects)}};
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

void addWaitingBranches(store::StateStore& store, const QList<store::Package>& packages, Preview& preview)
{
    QHash<qint64, QString> names;
    for (const store::Package& package : packages)
        names.insert(package.id, package.name);
    for (const store::WaitingBranch& branch : store.publications.waitingBranches(idsOf(packages)))
        preview.refs.append({names.value(branch.packageId), QLatin1String("refs/heads/") + branch.branch, {}, {}});
}

namespace {

QString timeText(qint64 ms)
{
    const qint64 seconds = (ms + 999) / 1000;
    const qint64 minutes = (seconds + 30) / 60;
    if (seconds < 100)
        return QStringLiteral("%1 s").arg(seconds);
    if (minutes < 100)
        return QStringLiteral("%1 min").arg(minutes);
    return QStringLiteral("%1 h %2 min").arg(minutes / 60).arg(minutes % 60);
}

QString rangeText(const queue::EtaRange& range)
{
    const QString low = timeText(range.lowMs);
    const QString high = timeText(range.highMs);
    return low == high ? low : QStringLiteral("%1 to %2").arg(low, high);
}

} // namespace

void addForecast(store::StateStore& store, const QList<qint64>& packageIds, int priority, Preview& preview)
{
    const store::Forecast forecast = store::readForecast(store.database(), packageIds, priority, store.clock().nowMs());
    preview.forecast = forecast;
    if (packageIds.isEmpty())
        return;
    if (!forecast.known()) {
        preview.consequences.append(QStringLiteral("how long that takes is not known: no job has finished yet"));
        return;
    }
    const QString start = forecast.running ? QString() : QStringLiteral(" once an engine runs");
    const QString before = forecast.before.highMs > 0 ? rangeText(forecast.before) : QStringLiteral("nothing");
    preview.consequences.append(QStringLiteral("done in %1%2; the queue then takes %3, without this %4")
                                    .arg(rangeText(forecast.packages), start, rangeText(forecast.after), before));
}

} // namespace millrace::ops
