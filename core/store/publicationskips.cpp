// SPDX-License-Identifier: GPL-3.0-or-later
// Versions that a person skipped, and what waits, for many packages at once: the part of PublicationTable that
// Operations use.
#include "core/store/batches.h"
#include "core/store/publicationtable.h"

namespace millrace::store {

QList<WaitingBranch> PublicationTable::waitingBranches(const QList<qint64>& packageIds) const
{
    QHash<qint64, QList<WaitingBranch>> found;
    const QString sql =
        QStringLiteral("SELECT p.package_id, s.branch, count(*), min(s.rank) FROM publication p JOIN suite s ON s.id = "
                       "p.suite_id WHERE p.package_id IN (%1) AND p.import_id IS NULL AND p.skipped = 0 AND "
                       "p.removed_at = 0 AND s.state = 'active' GROUP BY p.package_id, s.branch ORDER BY min(s.rank), "
                       "s.branch");
    forEachIdList(packageIds, [&](const QString& ids) {
        QSqlQuery query = m_database.select(sql.arg(ids));
        while (query.next()) {
            const qint64 package = query.value(0).toLongLong();
            found[package].append({package, query.value(1).toString(), query.value(2).toInt()});
        }
    });
    QList<WaitingBranch> branches;
    for (const qint64 id : packageIds)
        branches += found.value(id);
    return branches;
}

QList<SkippablePublication> PublicationTable::readSkippable(const QString& condition, const QVariantList& values,
                                                            QList<qint64>* packages) const
{
    QList<SkippablePublication> result;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT p.id, u.version, s.name, s.branch, p.skipped, p.skip_reason, p.package_id FROM "
                       "publication p JOIN upload u ON u.id = p.upload_id JOIN suite s ON s.id = p.suite_id WHERE %1 "
                       "AND p.import_id IS NULL ORDER BY u.version_key, s.rank, s.name, p.id")
            .arg(condition),
        values);
    while (query.next()) {
        result.append({query.value(0).toLongLong(), query.value(1).toString(), query.value(2).toString(),
                       query.value(3).toString(), query.value(4).toBool(), query.value(5).toString()});
        if (packages)
            packages->append(query.value(6).toLongLong());
    }
    return result;
}

QList<SkippablePublication> PublicationTable::skippable(qint64 packageId, const QString& version) const
{
    return readSkippable(QStringLiteral("p.package_id = ? AND u.version = ?"), {packageId, version}, nullptr);
}

QList<SkippablePublication> PublicationTable::skipped(qint64 packageId) const
{
    return readSkippable(QStringLiteral("p.package_id = ? AND p.skipped = 1"), {packageId}, nullptr);
}

QHash<qint64, QList<SkippablePublication>> PublicationTable::skipped(const QList<qint64>& packageIds) const
{
    QHash<qint64, QList<SkippablePublication>> result;
    forEachIdList(packageIds, [&](const QString& ids) {
        QList<qint64> packages;
        const QList<SkippablePublication> rows =
            readSkippable(QStringLiteral("p.package_id IN (%1) AND p.skipped = 1").arg(ids), {}, &packages);
        for (qsizetype i = 0; i < rows.size(); ++i)
            result[packages.at(i)].append(rows.at(i));
    });
    return result;
}

void PublicationTable::setSkipped(qint64 publicationId, bool skipped, const QString& reason)
{
    m_database.run(QStringLiteral("UPDATE publication SET skipped = ?, skip_reason = ? WHERE id = ?"),
                   {skipped ? 1 : 0, reason, publicationId});
    m_database.touch("package");
}

void PublicationTable::inheritSkips(qint64 suiteId)
{
    m_database.run(QStringLiteral("UPDATE publication SET skipped = 1, skip_reason = (SELECT max(o.skip_reason) FROM "
                                  "publication o WHERE o.upload_id = publication.upload_id AND o.skipped = 1) WHERE "
                                  "suite_id = ? AND skipped = 0 AND import_id IS NULL AND upload_id IN (SELECT "
                                  "o.upload_id FROM publication o WHERE o.skipped = 1)"),
                   {suiteId});
}

} // namespace millrace::store
