// SPDX-License-Identifier: GPL-3.0-or-later
// Findings of verifications: counted, closed, acknowledged; and whose turn it is to be verified.
#include "core/store/recordedhistory.h"
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

Finding finding(const char* check, const char* subject, const char* severity = "error", const char* is = "x")
{
    Finding one;
    one.check = q(check);
    one.code = q("branch.moved");
    one.subject = q(subject);
    one.severity = q(severity);
    one.message = q("it moved");
    one.actual = {{q("commit"), q(is)}};
    return one;
}

constexpr qint64 week = 7LL * 24 * 60 * 60 * 1000;
constexpr qint64 minute = 60LL * 1000;
constexpr qint64 again = 10 * minute;

} // namespace

class TestContractFindings : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void countsUpAndGoes()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const qint64 other = store.package(q("other"));
        store->findings.record(other, {finding("I2", "a")}, {}, {});
        store->findings.record(id, {finding("I2", "a"), finding("I3", "b", "warning")}, {}, {});
        const qint64 first = store.clock.nowMs();
        store.clock.advance(1000);
        // I3 was not looked at: what it said stays.
        store->findings.record(id, {finding("I2", "a")}, {{q("I2"), true, {}}}, {});
        QList<Finding> found = store->findings.ofPackage(id);
        QCOMPARE(found.size(), 2);
        QCOMPARE(found.at(0).subject, q("a"));
        QCOMPARE(found.at(0).count, 2);
        QCOMPARE(found.at(0).firstAt, first);
        QCOMPARE(found.at(0).lastAt, first + 1000);
        QCOMPARE(found.at(0).actual, QJsonObject({{q("commit"), q("x")}}));
        QCOMPARE(found.at(1).count, 1);

        store->findings.record(id, {}, {{q("I2"), true, {}}, {q("I3"), false, {q("c")}}}, {});
        QCOMPARE(store->findings.ofPackage(id).size(), 1);
        store->findings.record(id, {}, {{q("I3"), false, {q("b")}}}, {});
        QCOMPARE(store->findings.ofPackage(id).size(), 0);
        QCOMPARE(store->findings.ofPackage(other).size(), 1);

        // It comes back: as something new that was seen before.
        store.clock.advance(1000);
        store->findings.record(id, {finding("I2", "a")}, {}, {});
        found = store->findings.ofPackage(id);
        QCOMPARE(found.size(), 1);
        QCOMPARE(found.at(0).state, q("open"));
        QCOMPARE(found.at(0).firstAt, first + 2000);
        QCOMPARE(found.at(0).count, 3);
    }

    void acknowledgedUntilItIsAnother()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store->findings.record(id, {finding("I2", "a")}, {}, {});
        const qint64 one = store->findings.ofPackage(id).first().id;
        store->findings.setState(one, q("acknowledged"));
        store->findings.record(id, {finding("I2", "a")}, {{q("I2"), true, {}}}, {});
        QCOMPARE(store->findings.byId(one)->state, q("acknowledged"));
        store->findings.record(id, {finding("I2", "a", "error", "elsewhere")}, {{q("I2"), true, {}}}, {});
        QCOMPARE(store->findings.byId(one)->state, q("open"));
    }

    void listsAndStatus()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.succeed(id);
        QCOMPARE(store->status().verification.packages, 1);
        QCOMPARE(store->status().verification.neverVerified, 1);
        QCOMPARE(store->status().verification.lastAt, 0);
        const qint64 before = store->changeCounters().value(q("finding"));
        store->findings.record(id, {finding("I8", "n", "note"), finding("I2", "a"), finding("I3", "w", "warning")}, {},
                               {});
        QVERIFY(store->changeCounters().value(q("finding")) > before);
        const QList<ListRow> rows = store->lists.rows(
            ListKind::Findings, store->lists.ids(ListKind::Findings, {q("package:hello"), {}, false}));
        QStringList subjects;
        for (const ListRow& row : rows)
            subjects.append(row.cells.at(Lists::column(ListKind::Findings, q("subject"))).toString());
        QCOMPARE(subjects, QStringList({q("a"), q("w"), q("n")}));
        QCOMPARE(store->lists.ids(ListKind::Findings, {q("severity:error"), {}, false}).size(), 1);
        const VerificationStatus status = store->status().verification;
        QCOMPARE(status.errors, 1);
        QCOMPARE(status.warnings, 1);
        QCOMPARE(status.notes, 1);
        QCOMPARE(status.neverVerified, 0);
        QCOMPARE(status.lastAt, store.clock.nowMs());
        store->findings.record(id, {}, {{q("I2"), true, {}}}, {});
        QCOMPARE(store->lists.ids(ListKind::Findings, {}).size(), 2);
    }

    void turns()
    {
        StoreFixture store;
        const qint64 one = store.package(q("one"));
        const qint64 two = store.package(q("two"));
        store.package(q("never-imported"));
        QVERIFY(!store->findings.claimNext(week, again));
        store.succeed(one);
        store.succeed(two);
        QCOMPARE(store->findings.claimNext(week, again)->name, q("one"));
        // Begun, not ended: the other one first, then nobody, then the first again.
        QCOMPARE(store->findings.claimNext(week, again)->name, q("two"));
        QVERIFY(!store->findings.claimNext(week, again));
        store->findings.record(two, {}, {}, {});
        store.clock.advance(again);
        QCOMPARE(store->findings.claimNext(week, again)->name, q("one"));
        store->findings.record(one, {}, {}, {});
        // Verified: from now on the two take turns, one every half of a week.
        store.clock.advance(week / 2 - 1);
        QVERIFY(!store->findings.claimNext(week, again));
        store.clock.advance(1);
        QCOMPARE(store->findings.claimNext(week, again)->name, q("two"));
        QVERIFY(!store->findings.claimNext(week, again));
        store->findings.record(two, {}, {}, {});
        store.clock.advance(week / 2);
        QCOMPARE(store->findings.claimNext(week, again)->name, q("one"));
    }

    void spreadOverTheDay()
    {
        // Twelve packages imported in one go: once each in a day, never two close to each other.
        constexpr qint64 day = week / 7;
        StoreFixture store;
        QMap<QString, int> times;
        for (int i = 0; i < 12; ++i)
            store.succeed(store.package(QStringLiteral("p%1").arg(i)));
        const auto turn = [&] {
            const auto package = store->findings.claimNext(day, again);
            if (package)
                store->findings.record(package->id, {}, {}, {});
            return package;
        };
        while (turn())
            ;
        qint64 last = store.clock.nowMs();
        for (int minutes = 0; minutes < 2 * 24 * 60; ++minutes) {
            store.clock.advance(60'000);
            const auto package = turn();
            if (!package)
                continue;
            ++times[package->name];
            QCOMPARE(store.clock.nowMs() - last, day / 12);
            last = store.clock.nowMs();
        }
        QCOMPARE(times.size(), 12);
        for (const int count : std::as_const(times))
            QCOMPARE(count, 2);

        // After a day off it catches up, but not all at once.
        store.clock.advance(day);
        QVERIFY(turn());
        QVERIFY(!turn());
        store.clock.advance(day / 12 / 4);
        QVERIFY(turn());
    }

    void hostsShareTheTurns()
    {
        constexpr qint64 hour = 60 * minute;
        StoreFixture store;
        for (int i = 0; i < 6; ++i) {
            const qint64 id = store.package(QStringLiteral("p%1").arg(i));
            store.succeed(id);
            store->findings.record(id, {}, {}, {});
        }
        QMap<QString, int> turns;
        // Both look once a minute, the first always a second before the second.
        for (int minutes = 0; minutes < 6 * 60; ++minutes) {
            for (const char* name : {"first", "second"}) {
                const QString host = q(name);
                store->hosts.beat(host, 0, 1, q("running"));
                store->findings.setVerifying(host, {}, hour / 1000);
                if (const auto package = store->findings.claimNext(hour, 5 * minute, host)) {
                    store->findings.record(package->id, {}, {}, {});
                    ++turns[host];
                }
                store.clock.advance(1000);
            }
            store.clock.advance(minute - 2000);
        }
        QVERIFY2(qAbs(turns[q("first")] - turns[q("second")]) <= 2,
                 qPrintable(QStringLiteral("%1 and %2").arg(turns[q("first")]).arg(turns[q("second")])));
        QVERIFY(turns[q("first")] + turns[q("second")] >= 30);
        // Alone it does not wait for the other.
        store.clock.advance(hour);
        int alone = 0;
        for (int minutes = 0; minutes < 60; ++minutes) {
            store->hosts.beat(q("first"), 0, 1, q("running"));
            if (const auto package = store->findings.claimNext(hour, 5 * minute, q("first"))) {
                store->findings.record(package->id, {}, {}, {});
                ++alone;
            }
            store.clock.advance(minute);
        }
        QVERIFY(alone >= 6);
    }

    void notWhileItIsImported()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.succeed(id);
        const qint64 attempt = lastAttempt(store->database(), id);
        QVERIFY(attempt > 0);
        const Job job = store.running(id, queue::JobType::Manual);
        store->packages.settle(id);
        QVERIFY(!store->findings.claimNext(week, again));
        QVERIFY(readHistory(store->database(), id).running);
        AttemptResult result;
        result.outcome = q("done");
        store->jobs.finish(job, result);
        store->packages.settle(id);
        QVERIFY(!readHistory(store->database(), id).running);
        QCOMPARE(lastAttempt(store->database(), id), job.attemptId);
        QCOMPARE(store->findings.claimNext(week, again)->id, id);
    }

    void whatWaitsIsNotOverdue()
    {
        StoreFixture store;
        const Suite sid = store.suite(q("sid"));
        const qint64 id = store.package(q("hello"));
        store.succeed(id);
        store.clock.advance(1000);
        store.publish(sid, {sourceRecord(q("hello"), q("1.0-1")), sourceRecord(q("hello"), q("1.0-2"))});
        store->packages.settle(id);
        const auto overdue = [&] {
            QStringList versions;
            for (const RecordedPublication& one : readHistory(store->database(), id).publications) {
                if (one.overdue)
                    versions.append(one.publication.upload.version);
            }
            return versions;
        };
        // No job for it has ended yet.
        QCOMPARE(overdue(), QStringList());
        store.clock.advance(1000);
        const Job job = store.running(id);
        QCOMPARE(overdue(), QStringList());
        AttemptResult result;
        result.outcome = q("done");
        store->jobs.finish(job, result);
        store->packages.settle(id);
        QCOMPARE(overdue(), QStringList{q("1.0-2")});
        // A failure has its own list.
        store.fail(id);
        QCOMPARE(overdue(), QStringList());
    }
};

QTEST_GUILESS_MAIN(TestContractFindings)
#include "tst_contract_store_findings.moc"
