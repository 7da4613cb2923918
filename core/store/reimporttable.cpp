// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/reimporttable.h"

#include "core/base/json.h"

namespace millrace::store {

std::optional<Reimport> ReimportTable::of(qint64 packageId) const
{
    const QVariantList row = m_database.row(QStringLiteral("SELECT package_id, attempt_id, at, state, staged_json, "
                                                           "report_json FROM reimport WHERE package_id = ?"),
                                            {packageId});
    if (row.isEmpty())
        return std::nullopt;
    return Reimport{row.at(0).toLongLong(), row.at(1).toLongLong(), row.at(2).toLongLong(),
                    row.at(3).toString(),   jsonArrayOf(row.at(4)), jsonObjectOf(row.at(5))};
}

void ReimportTable::set(const Reimport& reimport)
{
    m_database.run(
        QStringLiteral("INSERT INTO reimport(package_id, attempt_id, at, state, staged_json, report_json) VALUES (?, "
                       "?, ?, ?, ?, ?) ON CONFLICT (package_id) DO UPDATE SET attempt_id = excluded.attempt_id, at = "
                       "excluded.at, state = excluded.state, staged_json = excluded.staged_json, report_json = "
                       "excluded.report_json"),
        {reimport.packageId, reimport.attemptId, now(), reimport.state, QString::fromUtf8(compactJson(reimport.staged)),
         QString::fromUtf8(compactJson(reimport.report))});
    m_database.touch("package");
}

void ReimportTable::setState(qint64 packageId, const QString& state)
{
    m_database.run(QStringLiteral("UPDATE reimport SET state = ? WHERE package_id = ?"), {state, packageId});
    m_database.touch("package");
}

} // namespace millrace::store
