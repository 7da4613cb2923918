// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/packagetable.h"

namespace millrace::store {

namespace {

using queue::PackageState;

const QString columns = QStringLiteral("id, name, state, tracked, note, row_version");

Package packageOf(const QSqlQuery& query)
{
    return {query.value(0).toLongLong(),
            query.value(1).toString(),
            queue::packageStateFromName(query.value(2).toString()).value_or(PackageState::Held),
            query.value(3).toBool(),
            query.value(4).toString(),
            query.value(5).toLongLong()};
}

} // namespace

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
    m_database.transaction([&] {
        m_database.run(QStringLiteral("UPDATE package SET state = ?, note = ? WHERE id = ?"),
                       {paused ? QStringLiteral("paused") : QStringLiteral("ok"), note, id});
        changed(id);
    });
}

PackageState PackageTable::settle(qint64 id)
{
    PackageState state = PackageState::Ok;
    m_database.transaction([&] {
        state = derived(id);
        m_database.run(QStringLiteral("UPDATE package SET state = ? WHERE id = ?"),
                       {queue::packageStateName(state), id});
        changed(id);
    });
    return state;
}

PackageState PackageTable::derived(qint64 id)
{
    const auto exists = [&](const char* sql) { return !m_database.row(QLatin1String(sql), {id}).isEmpty(); };
    // Whoever changes a job or failure of the package at the same time settles it too, before or after this.
    const QVariantList own =
        m_database.row(QStringLiteral("SELECT state FROM package WHERE id = ?") + m_database.lock(), {id});
    const PackageState now = queue::packageStateFromName(own.value(0).toString()).value_or(PackageState::Held);
    if (exists("SELECT 1 FROM job WHERE package_id = ? AND state = 'running'"))
        return PackageState::Running;
    if (now == PackageState::Paused || now == PackageState::Denied)
        return now;
    if (exists("SELECT 1 FROM job WHERE package_id = ? AND state = 'queued'"))
        return PackageState::Queued;
    // One that needs a repair holds the package, whatever else waits for a choice: retrying must be possible.
    bool undecided = false;
    QSqlQuery stuck = m_database.select(
        QStringLiteral("SELECT code FROM failure WHERE package_id = ? AND state IN ('held', 'spurious_capped')"), {id});
    while (stuck.next()) {
        if (!queue::needsDecision(stuck.value(0).toString()))
            return PackageState::Held;
        undecided = true;
    }
    stuck.finish();
    if (undecided)
        return PackageState::Decision;
    if (exists("SELECT 1 FROM failure WHERE package_id = ? AND state = 'retry_wait'"))
        return PackageState::RetryWait;
    return PackageState::Ok;
}

qint64 PackageTable::stateVersion(const QList<qint64>& ids) const
{
    // FNV-1a over ids and versions: a plain sum could not tell one package from another that changed as often.
    quint64 hash = 14695981039346656037ULL;
    const auto mix = [&hash](qint64 number) { hash = (hash ^ static_cast<quint64>(number)) * 1099511628211ULL; };
    for (const qint64 id : ids) {
        mix(id);
        mix(m_database.value(QStringLiteral("SELECT row_version FROM package WHERE id = ?"), {id}).toLongLong());
    }
    return static_cast<qint64>((hash ^ (hash >> 53)) & 0x1FFFFFFFFFFFFFULL);
}

} // namespace millrace::store
