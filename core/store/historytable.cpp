// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/historytable.h"

#include <QHash>
#include <QMap>

#include <algorithm>

namespace millrace::store {

namespace {
const QString insertOnce = QStringLiteral(
    "INSERT INTO history(metric, subject, at, value) VALUES (?, ?, ?, ?) ON CONFLICT (metric, subject, at) DO NOTHING");
} // namespace

bool HistoryTable::sample()
{
    const qint64 at = now() / sampleMs * sampleMs;
    const qint64 before =
        m_database
            .value(QStringLiteral("SELECT max(at) FROM history WHERE metric = ? AND subject = ''"), {metric::held})
            .toLongLong();
    // Also when the clock was set back: samples of a time to come would be there already.
    if (before >= at)
        return false;
    const Health health = readHealth(m_database, now());
    bool first = false;
    m_database.transaction([&] {
        // Of several engines the one whose row this is writes the others too.
        first = m_database.run(insertOnce, {metric::held, QString(), at, health.packages.value(metric::held)}) == 1;
        if (first)
            write(at, health);
    });
    if (first && before / hourMs != at / hourMs)
        thin();
    return first;
}

void HistoryTable::write(qint64 at, const Health& health)
{
    const QMap<QString, qint64> values = {{metric::retryWait, health.packages.value(metric::retryWait)},
                                          {metric::queued, health.queued},
                                          {metric::running, health.running},
                                          {metric::imports, health.imports},
                                          {metric::failuresDay, health.failuresDay},
                                          {metric::oldestDue, health.oldestDueMs / 1000},
                                          {metric::findings, health.findings.value(QStringLiteral("error"))}};
    for (auto it = values.cbegin(); it != values.cend(); ++it)
        m_database.run(insertOnce, {it.key(), QString(), at, it.value()});
    writeSignatures(at, health);
    m_database.touch("history");
}

void HistoryTable::writeSignatures(qint64 at, const Health& health)
{
    // Most of the hundreds of signatures stay as they are: only changes are written, the way down to none included.
    QHash<QString, qint64> known;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT h.subject, h.value FROM history h JOIN (SELECT subject, max(at) AS at FROM history "
                       "WHERE metric = ? GROUP BY subject) n ON n.subject = h.subject AND n.at = h.at "
                       "WHERE h.metric = ?"),
        {metric::signature, metric::signature});
    while (query.next())
        known.insert(query.value(0).toString(), query.value(1).toLongLong());
    QHash<QString, qint64> open;
    for (const OpenSignature& one : health.signatures)
        open.insert(one.signature, one.open);
    for (auto it = open.cbegin(); it != open.cend(); ++it) {
        if (known.value(it.key(), 0) != it.value())
            m_database.run(insertOnce, {metric::signature, it.key(), at, it.value()});
    }
    for (auto it = known.cbegin(); it != known.cend(); ++it) {
        if (it.value() != 0 && !open.contains(it.key()))
            m_database.run(insertOnce, {metric::signature, it.key(), at, 0});
    }
}

void HistoryTable::thin()
{
    m_database.transaction([&] {
        keepLastOf(hourMs, now() - keepAllMs);
        keepLastOf(dayMs, now() - keepHourlyMs);
    });
}

void HistoryTable::keepLastOf(qint64 stepMs, qint64 beforeMs)
{
    // Whole steps only, or the last one of a step that is half old would go.
    m_database.run(QStringLiteral("DELETE FROM history WHERE at < ? AND EXISTS (SELECT 1 FROM history later WHERE "
                                  "later.metric = history.metric AND later.subject = history.subject AND "
                                  "later.at > history.at AND later.at < (history.at / ? + 1) * ?)"),
                   {beforeMs / stepMs * stepMs, stepMs, stepMs});
}

std::optional<qint64> HistoryTable::median(const QString& metric, qint64 fromMs, qint64 toMs, int leastHours) const
{
    QMap<qint64, qint64> hours; // hour → its last value
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT at, value FROM history WHERE metric = ? AND subject = '' AND at >= ? AND at < ? "
                       "ORDER BY at"),
        {metric, fromMs, toMs});
    while (query.next())
        hours.insert(query.value(0).toLongLong() / hourMs, query.value(1).toLongLong());
    if (hours.isEmpty() || hours.size() < leastHours)
        return std::nullopt;
    QList<qint64> values = hours.values();
    const auto middle = values.begin() + values.size() / 2;
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

QList<HistoryBucket> HistoryTable::series(const QString& metric, qint64 fromMs, qint64 toMs, int buckets,
                                          const QString& subject) const
{
    QList<HistoryBucket> series(std::max(0, buckets));
    const qint64 span = toMs - fromMs;
    if (buckets <= 0 || span <= 0)
        return series;
    for (int i = 0; i < buckets; ++i)
        series[i].fromMs = fromMs + span * i / buckets;
    QSqlQuery query = m_database.select(
        QStringLiteral("SELECT at, value FROM history WHERE metric = ? AND subject = ? AND at >= ? AND at < ? "
                       "ORDER BY at"),
        {metric, subject, fromMs, toMs});
    int place = 0;
    while (query.next()) {
        while (place + 1 < buckets && series.at(place + 1).fromMs <= query.value(0).toLongLong())
            ++place;
        HistoryBucket& bucket = series[place];
        const qint64 value = query.value(1).toLongLong();
        bucket.low = bucket.known ? std::min(bucket.low, value) : value;
        bucket.high = bucket.known ? std::max(bucket.high, value) : value;
        bucket.last = value;
        bucket.known = true;
    }
    if (subject.isEmpty())
        return series;
    QVariant before = m_database.value(
        QStringLiteral(
            "SELECT value FROM history WHERE metric = ? AND subject = ? AND at < ? ORDER BY at DESC LIMIT 1"),
        {metric, subject, fromMs});
    for (HistoryBucket& bucket : series) {
        if (bucket.known)
            before = bucket.last;
        else if (before.isValid())
            bucket = {bucket.fromMs, true, before.toLongLong(), before.toLongLong(), before.toLongLong()};
    }
    return series;
}

} // namespace millrace::store
