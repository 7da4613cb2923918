// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/packagetable.h"

#include "core/store/batches.h"

namespace millrace::store {

namespace {

using queue::PackageState;

const QString columns = QStringLiteral("id, name, state, tracked, note, row_version, hold_until");

Package packageOf(const QSqlQuery& query)
{
    return {query.value(0).toLongLong(),
            query.value(1).toString(),
            queue::packageStateFromName(query.value(2).toString()).value_or(PackageState::Held),
            query.value(3).toBool(),
            query.value(4).toString(),
            query.value(5).toLongLong(),
            query.value(6).toLongLong()};
}

} // namespace

QString PackageTable::settledState()
{
    return QStringLiteral(
        "SELECT CASE WHEN EXISTS (SELECT 1 FROM job j WHERE j.package_id = package.id AND j.state = 'running') THEN "
        "'running' WHEN package.state IN ('paused', 'denied') THEN package.state "
        "WHEN EXISTS (SELECT 1 FROM job j WHERE j.package_id = package.id AND j.state = 'queued') THEN 'queued' "
        // One that needs a repair holds the package, whatever else waits for a choice: retrying must be possible.
        "WHEN EXISTS (SELECT 1 FROM failure f WHERE f.package_id = package.id AND f.state IN ('held', "
        "'spurious_capped') "
        "AND f.code <> 'state.upstream_conflict') THEN 'held' "
        "WHEN EXISTS (SELECT 1 FROM failure f WHERE f.package_id = package.id AND f.state IN ('held', "
        "'spurious_capped')) "
        "THEN 'decision' WHEN EXISTS (SELECT 1 FROM failure f WHERE f.package_id = package.id AND f.state = "
        "'retry_wait') "
        "THEN 'retry_wait' ELSE 'ok' END");
}

std::optional<Package> PackageTable::byName(const QString& name) const
{
    QSqlQuery query = m_database.select(QStringLiteral("SELECT %1 FROM package WHERE name = ?").arg(columns), {name});
    return query.next() ? std::optional(packageOf(query)) : std::nullopt;
}

std::optional<Package> PackageTable::byId(qint64 id) const
{
    QSqlQuery query = m_database.select(QStringLiteral("SELECT %1 FROM package WHERE id = ?").arg(columns), {id});
    return query.next() ? std::optional(packageOf(query)) : std::nullopt;
}

QList<Package> PackageTable::byNames(const QStringList& names) const
{
    QHash<QString, Package> found;
    const QString sql =
        QStringLiteral("SELECT %1 FROM package WHERE name IN (%2)").arg(columns, batchPlaceholders(names.size()));
    forEachBatch(names, [&](const QVariantList& batch) {
        QSqlQuery query = m_database.select(sql, batch);
        while (query.next())
            found.insert(query.value(1).toString(), packageOf(query));
    });
    QList<Package> packages;
    for (const QString& name : names) {
        if (const auto it = found.constFind(name); it != found.constEnd())
            packages.append(it.value());
    }
    return packages;
}

QList<Package> PackageTable::withFailure(const QString& signature) const
{
    QList<Package> packages;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT %1 FROM package WHERE id IN (SELECT f.package_id FROM failure f WHERE f.signature = ? "
                       "AND f.state <> 'resolved') ORDER BY name")
            .arg(columns),
        {signature});
    while (query.next())
        packages.append(packageOf(query));
    return packages;
}

QList<Package> PackageTable::byIds(const QList<qint64>& ids) const
{
    QHash<qint64, Package> found;
    forEachIdList(ids, [&](const QString& list) {
        QSqlQuery query =
            m_database.select(QStringLiteral("SELECT %1 FROM package WHERE id IN (%2)").arg(columns, list));
        while (query.next())
            found.insert(query.value(0).toLongLong(), packageOf(query));
    });
    QList<Package> packages;
    for (const qint64 id : ids) {
        if (const auto it = found.constFind(id); it != found.constEnd())
            packages.append(it.value());
    }
    return packages;
}

qint64 PackageTable::ensure(const QString& name)
{
    if (const auto known = byName(name))
        return known->id;
    qint64 id = 0;
    m_database.transaction([&] {
        if (const auto known = byName(name)) {
            id = known->id;
            return;
        }
        id = m_database.insert(QStringLiteral("INSERT INTO package(name, changed_at) VALUES (?, ?)"), {name, now()});
        m_database.touch("package");
    });
    return id;
}

QList<Package> PackageTable::tracked() const
{
    QList<Package> packages;
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT %1 FROM package WHERE tracked = 1 ORDER BY name").arg(columns));
    while (query.next())
        packages.append(packageOf(query));
    return packages;
}

void PackageTable::changed(qint64 id)
{
    m_database.run(QStringLiteral("UPDATE package SET row_version = row_version + 1, changed_at = ? WHERE id = ?"),
                   {now(), id});
    m_database.touch("package");
}

void PackageTable::setTracked(qint64 id, bool tracked)
{
    m_database.transaction([&] {
        m_database.run(QStringLiteral("UPDATE package SET tracked = ? WHERE id = ?"), {tracked, id});
        changed(id);
    });
}

void PackageTable::setPaused(qint64 id, bool paused, const QString& note)
{
    setAside(id, paused ? PackageState::Paused : PackageState::Ok, note, 0);
}

void PackageTable::setAside(qint64 id, PackageState state, const QString& note, qint64 until)
{
    const bool aside = state == PackageState::Paused || state == PackageState::Denied;
    m_database.transaction([&] {
        m_database.run(QStringLiteral("UPDATE package SET state = ?, note = ?, hold_until = ? WHERE id = ?"),
                       {queue::packageStateName(aside ? state : PackageState::Ok), note, aside ? until : 0, id});
        changed(id);
    });
}

QStringList PackageTable::asideIsOver() const
{
    QStringList names;
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT name FROM package WHERE hold_until > 0 AND hold_until <= ? "
                                         "AND state IN ('paused', 'denied') ORDER BY hold_until, id"),
                          {now()});
    while (query.next())
        names.append(query.value(0).toString());
    return names;
}

qint64 PackageTable::nextAsideEnd() const
{
    return m_database
        .value(QStringLiteral("SELECT min(hold_until) FROM package WHERE hold_until > 0 "
                              "AND state IN ('paused', 'denied')"))
        .toLongLong();
}

PackageState PackageTable::settle(qint64 id)
{
    QString state;
    m_database.transaction([&] {
        // Whoever changes a job or failure of the package at the same time settles it too, before or after this.
        m_database.row(QStringLiteral("SELECT id FROM package WHERE id = ?") + m_database.lock(), {id});
        state = m_database.row(settledState() + QStringLiteral(" FROM package WHERE id = ?"), {id}).value(0).toString();
        m_database.run(QStringLiteral("UPDATE package SET state = ? WHERE id = ?"), {state, id});
        changed(id);
    });
    return queue::packageStateFromName(state).value_or(PackageState::Held);
}

void PackageTable::settleAll(const QList<qint64>& ids)
{
    const QString sql = QStringLiteral("UPDATE package SET state = (%1), row_version = row_version + 1, changed_at = ? "
                                       "WHERE id IN (%2)")
                            .arg(settledState(), batchPlaceholders(ids.size()));
    forEachBatch(ids, [&](const QVariantList& batch) { m_database.run(sql, QVariantList{now()} + batch); });
    m_database.touch("package");
}

} // namespace millrace::store
