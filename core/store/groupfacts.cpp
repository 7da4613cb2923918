// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/groupfacts.h"

#include "core/failure/baseline.h"
#include "core/store/batches.h"
#include "core/store/statestore.h"

namespace millrace::store {

namespace {

constexpr qint64 dayMs = 86'400'000;
static_assert(trendDays > failure::baselineDays);

using Facts = QHash<QString, GroupFacts>;

/// Counters of the groups' families, by the group's own signature. Takes the batch twice.
QString countersOf(const QString& columns, const QString& placeholders)
{
    return QStringLiteral("SELECT CASE WHEN s.merged_into = '' THEN s.sig ELSE s.merged_into END AS family, %1 FROM "
                          "signature s JOIN signature_day d ON d.sig = s.sig WHERE (s.sig IN (%2) OR s.merged_into IN "
                          "(%2))")
        .arg(columns, placeholders);
}

void readDays(Database& database, const QVariantList& batch, const QString& placeholders, qint64 today, Facts& facts)
{
    QHash<QString, QList<int>> freshBefore;
    database.forEachRow(
        countersOf(QStringLiteral("d.day, sum(d.failures), sum(d.fresh)"), placeholders) +
            QStringLiteral(" AND d.day > ? GROUP BY family, d.day"),
        batch + batch + QVariantList{today - trendDays}, [&](const QSqlQuery& query) {
            const QString family = query.value(0).toString();
            const qint64 ago = today - query.value(1).toLongLong();
            if (ago < 0 || ago >= trendDays)
                return; // a clock was wrong
            GroupFacts& one = facts[family];
            one.trend.resize(trendDays);
            one.trend[trendDays - 1 - ago] = query.value(2).toDouble();
            if (ago == 0) {
                one.freshToday = query.value(3).toInt();
            } else if (ago <= failure::baselineDays) {
                QList<int>& fresh = freshBefore[family];
                fresh.resize(failure::baselineDays);
                fresh[ago - 1] = query.value(3).toInt();
            }
        });
    for (auto it = freshBefore.cbegin(); it != freshBefore.cend(); ++it)
        facts[it.key()].baseline = failure::meanPerDay(it.value());
}

void readTotals(Database& database, const QVariantList& batch, const QString& placeholders, Facts& facts)
{
    database.forEachRow(
        countersOf(QStringLiteral("sum(d.failures), sum(d.fresh), sum(d.retries), sum(d.recovered)"), placeholders) +
            QStringLiteral(" GROUP BY family"),
        batch + batch, [&](const QSqlQuery& query) {
            facts[query.value(0).toString()].total = {0, query.value(1).toInt(), query.value(2).toInt(),
                                                      query.value(3).toInt(), query.value(4).toInt()};
        });
}

void readStates(Database& database, const QVariantList& batch, const QString& placeholders, Facts& facts)
{
    // By the index of open failures alone.
    database.forEachRow(QStringLiteral("SELECT signature, state, count(*) FROM failure WHERE signature IN (%1) AND "
                                       "state <> 'resolved' GROUP BY signature, state")
                            .arg(placeholders),
                        batch, [&](const QSqlQuery& query) {
                            GroupFacts& one = facts[query.value(0).toString()];
                            const QString state = query.value(1).toString();
                            int& count = state == QLatin1String("held")         ? one.held
                                         : state == QLatin1String("retry_wait") ? one.waiting
                                                                                : one.capped;
                            count = query.value(2).toInt();
                        });
}

} // namespace

QHash<QString, GroupFacts> readGroupFacts(StateStore& store, const QStringList& signatures)
{
    Facts facts;
    Database& database = store.database();
    const QString placeholders = batchPlaceholders(signatures.size());
    const qint64 today = store.clock().nowMs() / dayMs;
    for (const QString& signature : signatures)
        facts[signature].mark = store.spurious.of(signature);
    forEachBatch(signatures, [&](const QVariantList& batch) {
        readDays(database, batch, placeholders, today, facts);
        readTotals(database, batch, placeholders, facts);
        readStates(database, batch, placeholders, facts);
    });
    for (auto it = facts.begin(); it != facts.end(); ++it) {
        if (it->waiting + it->capped > 0)
            it->mostRetries = database
                                  .value(QStringLiteral("SELECT max(auto_retries) FROM failure WHERE signature = ? AND "
                                                        "state <> 'resolved'"),
                                         {it.key()})
                                  .toInt();
    }
    return facts;
}

} // namespace millrace::store
