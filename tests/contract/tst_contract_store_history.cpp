// SPDX-License-Identifier: GPL-3.0-or-later
// The history: one sample per five minutes whoever asks, thinned as it ages, medians in which every hour counts the
// same, series for sparklines; and the numbers that it is made of.
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr qint64 sampleMs = HistoryTable::sampleMs;
constexpr qint64 hourMs = HistoryTable::hourMs;
constexpr qint64 dayMs = HistoryTable::dayMs;

qint64 count(StoreFixture& store, const char* where)
{
    return store->database().value(q("SELECT count(*) FROM history WHERE ") + q(where)).toLongLong();
}

/// Writes the number as a sample of `held` at @p at, as an older program would have left it there.
void put(StoreFixture& store, qint64 at, qint64 value, const QString& metric = metric::held,
         const QString& subject = {})
{
    store->database().run(q("INSERT INTO history(metric, subject, at, value) VALUES (?, ?, ?, ?)"),
                          {metric, subject, at, value});
}

} // namespace

class TestContractHistory : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void oneSampleInFiveMinutes()
    {
        StoreFixture store;
        store.fail(store.package(q("held")));
        store.fail(store.package(q("waits")), "net.timeout");
        store.succeed(store.package(q("done")));
        store.running(store.package(q("runs")));
        store->jobs.enqueue(store.package(q("queued")), queue::JobType::New, 20, {});
        const qint64 before = store->changeCounters().value(q("history"));

        QVERIFY(store->history.sample());
        QVERIFY(!store->history.sample());
        StateStore other(store.url, OpenMode::ReadWrite, store.clock);
        QVERIFY(!other.history.sample());
        QCOMPARE(store->changeCounters().value(q("history")), before + 1);
        QCOMPARE(count(store, "subject = ''"), 8);

        const qint64 now = store.clock.nowMs();
        const auto last = [&](const QString& metric) {
            return store->history.series(metric, now - hourMs, now + 1, 1).constFirst().last;
        };
        QCOMPARE(last(metric::held), 1);
        QCOMPARE(last(metric::retryWait), 1);
        QCOMPARE(last(metric::imports), 1);
        QCOMPARE(last(metric::running), 1);
        QCOMPARE(last(metric::queued), 1);
        QCOMPARE(last(metric::failuresDay), 2);
        QCOMPARE(last(metric::oldestDue), 0);

        store.clock.advance(sampleMs);
        QVERIFY(other.history.sample());
        QCOMPARE(store->history.series(metric::oldestDue, now, now + 2 * sampleMs, 1).constFirst().last, 300);
        // A clock that was set back writes nothing over what is there.
        store.clock.advance(-sampleMs);
        QVERIFY(!store->history.sample());
    }

    void signaturesAreWrittenWhenTheyChange()
    {
        StoreFixture store;
        const qint64 package = store.package(q("a"));
        store.fail(package);
        QVERIFY(store->history.sample());
        const QString signature = store->database().value(q("SELECT sig FROM signature")).toString();
        QCOMPARE(count(store, "metric = 'signature'"), 1);
        store.clock.advance(sampleMs);
        QVERIFY(store->history.sample());
        QCOMPARE(count(store, "metric = 'signature'"), 1);
        store.clock.advance(sampleMs);
        store.fail(store.package(q("b")));
        QVERIFY(store->history.sample());
        store.clock.advance(sampleMs);
        store.succeed(package);
        store.succeed(store.package(q("b")));
        QVERIFY(store->history.sample());
        store.clock.advance(sampleMs);
        QVERIFY(store->history.sample());
        QCOMPARE(count(store, "metric = 'signature'"), 3);

        const qint64 slot = store.clock.nowMs() / sampleMs * sampleMs;
        QList<qint64> values;
        for (const HistoryBucket& bucket :
             store->history.series(metric::signature, slot - 4 * sampleMs, slot + sampleMs, 5, signature)) {
            QVERIFY(bucket.known);
            values.append(bucket.last);
        }
        QCOMPARE(values, (QList<qint64>{1, 1, 2, 0, 0}));
        // What was before the first sample is not known; what is between changes is.
        const auto earlier = store->history.series(metric::signature, slot - 6 * sampleMs, slot, 6, signature);
        QVERIFY(!earlier.at(0).known && !earlier.at(1).known && earlier.at(2).known);
    }

    void oldSamplesAreThinned()
    {
        StoreFixture store;
        const qint64 now = 1'700'006'400'000; // a whole day
        QCOMPARE(now % dayMs, 0);
        store.clock.set(now);
        qint64 value = 0;
        for (qint64 at = now - 70 * dayMs; at < now; at += sampleMs)
            put(store, at, ++value);
        put(store, now - 80 * dayMs, 5, metric::signature, q("alone"));
        store->history.thin();
        const auto perDay = [&](int daysAgo) {
            return store->database()
                .value(q("SELECT count(*) FROM history WHERE metric = 'held' AND at >= ? AND at < ?"),
                       {now - daysAgo * dayMs, now - (daysAgo - 1) * dayMs})
                .toLongLong();
        };
        QCOMPARE(perDay(1), 288);
        QCOMPARE(perDay(2), 288);
        QCOMPARE(perDay(3), 24);
        QCOMPARE(perDay(60), 24);
        QCOMPARE(perDay(61), 1);
        QCOMPARE(perDay(70), 1);
        QCOMPARE(count(store, "metric = 'signature'"), 1);
        // The last of each hour and day is what stays.
        QCOMPARE(store->database().value(q("SELECT max(value) FROM history WHERE at < ?"), {now - 69 * dayMs}), 288);
        const qint64 rows = count(store, "metric = 'held'");
        store->history.thin();
        QCOMPARE(count(store, "metric = 'held'"), rows);
        QCOMPARE(rows, 2 * 288 + 58 * 24 + 10);
    }

    void theFirstSampleOfAnHourThins()
    {
        StoreFixture store;
        const qint64 old = (store.clock.nowMs() - 5 * dayMs) / hourMs * hourMs;
        put(store, old, 1);
        put(store, old + sampleMs, 2);
        QVERIFY(store->history.sample());
        QCOMPARE(store->database().value(q("SELECT count(*) FROM history WHERE at < ?"), {old + hourMs}), 1);
    }

    void everyHourCountsTheSame()
    {
        StoreFixture store;
        const qint64 now = store.clock.nowMs() / dayMs * dayMs;
        // Five days of 500, one sample an hour; then a day of 1000 with all its samples. It is still not usual.
        for (qint64 at = now - 6 * dayMs; at < now - dayMs; at += hourMs)
            put(store, at, 500);
        for (qint64 at = now - dayMs; at < now; at += sampleMs)
            put(store, at, 1000);
        QCOMPARE(store->history.median(metric::held, now - 7 * dayMs, now), std::optional<qint64>(500));
        QCOMPARE(store->history.median(metric::held, now - dayMs, now), std::optional<qint64>(1000));
        QVERIFY(!store->history.median(metric::held, now - 23 * hourMs, now)); // less than a day says nothing
        QVERIFY(!store->history.median(metric::queued, now - 7 * dayMs, now));
    }

    void aSeriesHasGapsWhereNobodyLooked()
    {
        StoreFixture store;
        const qint64 from = store.clock.nowMs() / dayMs * dayMs;
        put(store, from, 5);
        put(store, from + sampleMs, 9);
        put(store, from + 2 * sampleMs, 7);
        put(store, from + 3 * hourMs, 1);
        put(store, from - sampleMs, 99);
        put(store, from + 4 * hourMs, 99);
        const QList<HistoryBucket> series = store->history.series(metric::held, from, from + 4 * hourMs, 4);
        QCOMPARE(series.size(), 4);
        QCOMPARE(series.at(0).fromMs, from);
        QCOMPARE(series.at(3).fromMs, from + 3 * hourMs);
        QVERIFY(series.at(0).known && !series.at(1).known && !series.at(2).known && series.at(3).known);
        QCOMPARE(series.at(0).last, 7);
        QCOMPARE(series.at(0).low, 5);
        QCOMPARE(series.at(0).high, 9);
        QCOMPARE(series.at(3).last, 1);
        QVERIFY(store->history.series(metric::held, from, from, 4).constFirst().known == false);
        QVERIFY(store->history.series(metric::held, from, from + 1, 0).isEmpty());
    }

    void healthCountsWhatIsWrong()
    {
        StoreFixture store;
        const qint64 now = store.clock.nowMs();
        Suite sid = store.suite(q("sid"));
        sid.polledAt = now;
        store->archives.updateSuite(sid);
        const Job job = store.running(store.package(q("runs")));
        const qint64 paused = store.package(q("paused"));
        store->jobs.enqueue(paused, queue::JobType::New, 20, {});
        store->packages.setPaused(paused, true, {});
        store->hosts.beat(q("here"), 1, 2, q("running"));
        store.clock.advance(hourMs);
        const qint64 due = store.package(q("due"));
        store->jobs.enqueue(due, queue::JobType::New, 20, {}, now + 2 * hourMs);
        store.clock.advance(2 * hourMs);
        // A poll that fails moves the time of the poll, not that of the last reading.
        sid.polledAt = store.clock.nowMs();
        sid.lastError = q("no route to host");
        store->archives.updateSuite(sid);

        const Health health = readHealth(store->database(), store.clock.nowMs());
        QCOMPARE(health.staleLeases, 1);
        QCOMPARE(health.oldestDueMs, hourMs); // since it was due; the paused one waits for a person
        QCOMPARE(health.queued, 2);
        QCOMPARE(health.suites.size(), 1);
        QCOMPARE(health.suites.constFirst().readAt, now);
        QVERIFY(health.suites.constFirst().failed);
        QCOMPARE(health.hosts.constFirst().heartbeat, now);
        QCOMPARE(health.attempts.value(q("running")), 1);

        store.clock.advance(dayMs);
        store.fail(store.package(q("broken")));
        const Health later = readHealth(store->database(), store.clock.nowMs());
        QCOMPARE(later.newSignaturesDay, 1);
        QCOMPARE(later.failuresDay, 1);
        QCOMPARE(later.signatures.constFirst().open, 1);
        QCOMPARE(later.signatures.constFirst().code, q("dsc.files"));
        QCOMPARE(readHealth(store->database(), store.clock.nowMs() + 2 * dayMs).failuresDay, 0);
        Q_UNUSED(job)
    }
};

QTEST_GUILESS_MAIN(TestContractHistory)
#include "tst_contract_store_history.moc"
