// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/refoptable.h"

namespace millrace::store {

void RefopTable::plan(const QList<Refop>& refops)
{
    int sequence = 0;
    for (const Refop& refop : refops) {
        m_database.run(QStringLiteral("INSERT INTO refop(attempt_id, package_id, seq, ref, old_oid, new_oid, created) "
                                      "VALUES (?, ?, ?, ?, ?, ?, ?)"),
                       {refop.attemptId, refop.packageId, sequence++, refop.ref, refop.oldOid, refop.newOid, now()});
    }
}

QList<Refop> RefopTable::planned(qint64 attemptId) const
{
    QList<Refop> refops;
    QSqlQuery query =
        m_database.select(QStringLiteral("SELECT id, attempt_id, package_id, ref, old_oid, new_oid FROM refop "
                                         "WHERE attempt_id = ? AND state = 'planned' ORDER BY seq"),
                          {attemptId});
    while (query.next())
        refops.append({query.value(0).toLongLong(), query.value(1).toLongLong(), query.value(2).toLongLong(),
                       query.value(3).toString(), query.value(4).toString(), query.value(5).toString()});
    return refops;
}

bool RefopTable::isIntended(qint64 attemptId) const
{
    return m_database
               .value(QStringLiteral("SELECT 1 FROM refop WHERE attempt_id = ? AND state = 'planned' LIMIT 1"),
                      {attemptId})
               .isValid() ||
           m_database
               .value(QStringLiteral("SELECT 1 FROM import WHERE attempt_id = ? AND state <> 'void' LIMIT 1"),
                      {attemptId})
               .isValid();
}

QList<qint64> RefopTable::unfinishedAttempts() const
{
    QList<qint64> attempts;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT DISTINCT attempt_id FROM refop WHERE state = 'planned' ORDER BY attempt_id"));
    while (query.next())
        attempts.append(query.value(0).toLongLong());
    return attempts;
}

QMap<QString, QString> RefopTable::lastValues(qint64 packageId, const QString& prefix) const
{
    QMap<QString, QString> values;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT ref, new_oid FROM refop WHERE package_id = ? AND state = 'done' ORDER BY id"),
        {packageId});
    while (query.next()) {
        const QString ref = query.value(0).toString();
        if (!ref.startsWith(prefix))
            continue;
        if (query.value(1).toString().isEmpty())
            values.remove(ref);
        else
            values.insert(ref, query.value(1).toString());
    }
    return values;
}

void RefopTable::settle(qint64 refopId, bool done)
{
    m_database.run(QStringLiteral("UPDATE refop SET state = ? WHERE id = ?"),
                   {done ? QStringLiteral("done") : QStringLiteral("conflict"), refopId});
}

} // namespace millrace::store
