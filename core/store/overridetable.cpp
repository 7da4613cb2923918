// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/overridetable.h"

#include "core/store/batches.h"

namespace millrace::store {

QList<Override> OverrideTable::ofPackage(qint64 packageId) const
{
    QList<Override> decisions;
    QSqlQuery query = m_database.select(QStringLiteral("SELECT version, what, value FROM import_override "
                                                       "WHERE package_id = ? ORDER BY version, what"),
                                        {packageId});
    while (query.next())
        decisions.append({query.value(0).toString(), query.value(1).toString(), query.value(2).toString()});
    return decisions;
}

QHash<qint64, QList<Override>> OverrideTable::ofPackages(const QList<qint64>& packageIds) const
{
    QHash<qint64, QList<Override>> decisions;
    const QString sql = QStringLiteral("SELECT package_id, version, what, value FROM import_override WHERE package_id "
                                       "IN (%1) ORDER BY version, what");
    forEachIdList(packageIds, [&](const QString& ids) {
        QSqlQuery query = m_database.select(sql.arg(ids));
        while (query.next())
            decisions[query.value(0).toLongLong()].append(
                {query.value(1).toString(), query.value(2).toString(), query.value(3).toString()});
    });
    return decisions;
}

void OverrideTable::set(qint64 packageId, const Override& decision)
{
    // A null text would be NULL: "no parent" is the empty one.
    const QString value = decision.value.isNull() ? QStringLiteral("") : decision.value;
    m_database.run(QStringLiteral("INSERT INTO import_override(package_id, version, what, value) VALUES (?, ?, ?, ?) "
                                  "ON CONFLICT(package_id, version, what) DO UPDATE SET value = excluded.value"),
                   {packageId, decision.version, decision.what, value});
    m_database.touch("package");
}

void OverrideTable::remove(qint64 packageId, const QString& version, const QString& what)
{
    m_database.run(QStringLiteral("DELETE FROM import_override WHERE package_id = ? AND version = ? AND what = ?"),
                   {packageId, version, what});
    m_database.touch("package");
}

void OverrideTable::replaceAll(qint64 packageId, const QList<Override>& decisions)
{
    m_database.run(QStringLiteral("DELETE FROM import_override WHERE package_id = ?"), {packageId});
    for (const Override& decision : decisions)
        set(packageId, decision);
    m_database.touch("package");
}

} // namespace millrace::store
