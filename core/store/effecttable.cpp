// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/effecttable.h"

#include "core/failure/baseline.h"

#include <algorithm>

namespace millrace::store {

namespace {
constexpr qint64 dayMs = 86'400'000;
const QString ofFamily =
    QStringLiteral("FROM signature_day WHERE (sig = ? OR sig IN (SELECT m.sig FROM signature m WHERE m.merged_into = "
                   "?)) AND day >= ?");
} // namespace

qint64 EffectTable::today() const
{
    return now() / dayMs;
}

void EffectTable::add(const QString& signature, const QString& column)
{
    m_database.run(QStringLiteral("INSERT INTO signature_day(sig, day, %1) VALUES (?, ?, 1) ON CONFLICT (sig, day) DO "
                                  "UPDATE SET %1 = signature_day.%1 + 1")
                       .arg(column),
                   {signature, today()});
}

void EffectTable::countFailure(const QString& signature, bool fresh)
{
    add(signature, QStringLiteral("failures"));
    if (fresh)
        add(signature, QStringLiteral("fresh"));
}

void EffectTable::countRetry(const QString& signature, bool recovered)
{
    add(signature, QStringLiteral("retries"));
    if (recovered)
        add(signature, QStringLiteral("recovered"));
}

QList<DayCount> EffectTable::days(const QString& signature, int days) const
{
    QList<DayCount> result;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT day, sum(failures), sum(fresh), sum(retries), sum(recovered) %1 GROUP BY day ORDER BY "
                       "day")
            .arg(ofFamily),
        {signature, signature, today() - days + 1});
    while (query.next())
        result.append({query.value(0).toLongLong(), query.value(1).toInt(), query.value(2).toInt(),
                       query.value(3).toInt(), query.value(4).toInt()});
    return result;
}

DayCount EffectTable::total(const QString& signature) const
{
    const QVariantList row = m_database.row(
        QStringLiteral("SELECT coalesce(sum(failures), 0), coalesce(sum(fresh), 0), coalesce(sum(retries), 0), "
                       "coalesce(sum(recovered), 0) %1")
            .arg(ofFamily),
        {signature, signature, 0});
    return {0, row.at(0).toInt(), row.at(1).toInt(), row.at(2).toInt(), row.at(3).toInt()};
}

int EffectTable::freshToday(const QString& signature) const
{
    const QList<DayCount> counts = days(signature, 1);
    return counts.isEmpty() ? 0 : counts.constFirst().fresh;
}

double EffectTable::meanBefore(const QString& signature) const
{
    QList<int> fresh(failure::baselineDays, 0);
    for (const DayCount& count : days(signature, failure::baselineDays + 1)) {
        if (const qint64 ago = today() - count.day; ago >= 1)
            fresh[ago - 1] = count.fresh;
    }
    return failure::meanPerDay(fresh);
}

double EffectTable::meanSeen(const QString& signature) const
{
    const QList<DayCount> counts = days(signature, failure::baselineDays);
    if (counts.isEmpty())
        return 0;
    const qint64 span = today() - counts.constFirst().day + 1;
    QList<int> fresh(span, 0);
    for (const DayCount& count : counts)
        fresh[today() - count.day] = count.fresh;
    return failure::meanPerDay(fresh);
}

} // namespace millrace::store
