// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/step.h"
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;
using queue::JobType;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}
constexpr qint64 minute = 60'000;
const QString worker = QStringLiteral("here:1");
const QString host = QStringLiteral("here");
} // namespace

class TestContractJobs : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void mergesRequestsThatWait()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const qint64 job = store->jobs.enqueue(id, JobType::New, 20, q("a"), 5000, {q("sid")});
        QCOMPARE(store->jobs.enqueue(id, JobType::New, 40, q("b"), 9000, {q("trixie"), q("sid")}), job);
        Job merged = *store->jobs.byId(job);
        QCOMPARE(merged.priority, 20);
        QCOMPARE(merged.suites, (QStringList{q("sid"), q("trixie")}));
        QCOMPARE(store->details.job(job)->dueAt, 5000);

        QCOMPARE(store->jobs.enqueue(id, JobType::New, 10, q("c"), 0), job);
        merged = *store->jobs.byId(job);
        QCOMPARE(merged.priority, 10);
        QVERIFY2(merged.suites.isEmpty(), "all suites is the wider request");
        store->jobs.enqueue(id, JobType::New, 10, q("d"), 0, {q("sid")});
        QVERIFY2(store->jobs.byId(job)->suites.isEmpty(), "a narrower request does not narrow it");

        const qint64 manual = store->jobs.enqueue(id, JobType::Manual, 0, q("by hand"));
        QVERIFY(manual != job);
        QCOMPARE(store->jobs.queuedOf(id).size(), 2);
        QCOMPARE(store->jobs.queuedOf(id).constFirst().id, manual);
    }

    void queuesManyAtOnceAsOneByOne()
    {
        StoreFixture store;
        const qint64 fresh = store.package(q("fresh"));
        const qint64 waits = store.package(q("waits"));
        const qint64 urgent = store.package(q("urgent"));
        const qint64 runs = store.package(q("runs"));
        const qint64 narrow = store->jobs.enqueue(waits, JobType::Retry, 40, q("a"), 5000, {q("sid")});
        const qint64 first = store->jobs.enqueue(urgent, JobType::Retry, 1, q("b"));
        const qint64 other = store->jobs.enqueue(waits, JobType::New, 20, q("c"), 7000, {q("sid")});
        const Job running = store.running(runs);
        store->jobs.enqueueAll({urgent, fresh, waits, runs, 4711}, JobType::Retry, 30, q("all of them"));

        const Job added = store->jobs.queuedOf(fresh).constFirst();
        QCOMPARE(added.priority, 30);
        QCOMPARE(added.type, q("retry"));
        QVERIFY(added.suites.isEmpty());
        QVERIFY(added.id < store->jobs.queuedOf(runs).constFirst().id);
        QCOMPARE(store->details.job(narrow)->dueAt, 0);
        QCOMPARE(store->jobs.byId(narrow)->priority, 30);
        QVERIFY2(store->jobs.byId(narrow)->suites.isEmpty(), "all suites is the wider request");
        QCOMPARE(store->jobs.byId(first)->priority, 1);
        QCOMPARE(store->details.job(other)->dueAt, 7000);
        QCOMPARE(store->jobs.byId(running.id)->state, q("running"));
        const QHash<qint64, QList<WaitingJob>> waiting = store->jobs.waiting({fresh, waits, urgent, runs, 4711});
        QCOMPARE(waiting.size(), 4);
        QCOMPARE(waiting.value(waits).size(), 2);
        QCOMPARE(waiting.value(waits).constFirst().id, other);
        QCOMPARE(waiting.value(waits).constLast().id, narrow);
    }

    void leasesByPriorityThenAge()
    {
        StoreFixture store;
        QList<qint64> order;
        const qint64 first = store.package(q("first"));
        const qint64 second = store.package(q("second"));
        const qint64 urgent = store.package(q("urgent"));
        store->jobs.enqueue(first, JobType::New, 20, {});
        store.clock.advance(1);
        store->jobs.enqueue(second, JobType::New, 20, {});
        store->jobs.enqueue(urgent, JobType::Manual, 0, {});
        const QList<qint64> listed = store->lists.ids(ListKind::Queue, {});
        QList<qint64> leased;
        while (const auto job = store->jobs.lease(worker, host)) {
            QCOMPARE(job->state, q("running"));
            QVERIFY(job->attemptId > 0);
            order.append(job->packageId);
            leased.append(job->id);
            store->packages.settle(job->packageId);
        }
        QCOMPARE(order, (QList<qint64>{urgent, first, second}));
        QCOMPARE(listed, leased);
        QVERIFY(!store->jobs.hasDue());
    }

    void leasesAsManyAsThereArePlaces()
    {
        StoreFixture store;
        QList<qint64> order;
        for (const char* const name : {"one", "two", "three", "four"}) {
            order.append(store->jobs.enqueue(store.package(q(name)), JobType::New, 20, {}));
            store.clock.advance(1);
        }
        const qint64 twice = store.package(q("two"));
        const qint64 second = store->jobs.enqueue(twice, JobType::Integrity, 20, {});

        const auto ids = [](const QList<Job>& jobs) {
            QList<qint64> ids;
            for (const Job& job : jobs)
                ids.append(job.id);
            return ids;
        };
        const QList<Job> first = store->jobs.leaseUpTo(3, worker, host);
        QCOMPARE(ids(first), order.first(3));
        for (const Job& job : first) {
            QVERIFY(job.attemptId > 0);
            QCOMPARE(job.claimedBy, worker);
            QVERIFY(store->jobs.holds(job));
        }
        QCOMPARE(first.at(1).package, q("two"));
        // One job of a package at a time, however many places there are.
        QCOMPARE(ids(store->jobs.leaseUpTo(9, worker, host)), order.last(1));
        QCOMPARE(store->jobs.leaseUpTo(9, worker, host).size(), 0);
        store->jobs.finish(first.at(1), {q("done")});
        store->packages.settle(twice);
        QCOMPARE(ids(store->jobs.leaseUpTo(9, worker, host)), QList<qint64>{second});
    }

    void leasesOneJobOfAPackageAtOnce()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const qint64 byHand = store->jobs.enqueue(id, JobType::Manual, 0, {});
        store->jobs.enqueue(id, JobType::New, 0, {});
        const QList<Job> leased = store->jobs.leaseUpTo(5, worker, host);
        QCOMPARE(leased.size(), 1);
        QCOMPARE(leased.constFirst().id, byHand);
        QCOMPARE(store->jobs.queuedOf(id).size(), 1);
    }

    void agesByOneStepInHalfAnHour()
    {
        StoreFixture store;
        const qint64 bulk = store.package(q("bulk"));
        const qint64 fresh = store.package(q("fresh"));
        store->jobs.enqueue(bulk, JobType::New, 40, {});
        store.clock.advance(19 * 30 * minute);
        const qint64 urgent = store->jobs.enqueue(fresh, JobType::New, 20, {});
        QCOMPARE(store->jobs.lease(worker, host)->packageId, fresh);
        store->jobs.giveBack(*store->jobs.byId(urgent), {q("stopped")});
        store->jobs.cancel(urgent);
        store.clock.advance(2 * 30 * minute);
        store->jobs.enqueue(fresh, JobType::New, 20, {});
        QCOMPARE(store->jobs.lease(worker, host)->packageId, bulk);
    }

    void listsTheQueueInTheOrderOfLeasing()
    {
        // Whatever the ages and priorities: what people see as next is what is leased next, at any time of the day.
        for (int round = 0; round < 5; ++round) {
            StoreFixture store;
            quint32 state = 12345u + static_cast<quint32>(round);
            const auto random = [&](quint32 below) {
                return (state = state * 1664525u + 1013904223u) / 65536u % below;
            };
            for (int i = 0; i < 25; ++i) {
                const qint64 id = store.package(QStringLiteral("p%1").arg(i));
                store->jobs.enqueue(id, JobType::New, static_cast<int>(random(5)), {});
                store->packages.settle(id);
                store.clock.advance(static_cast<qint64>(random(40)) * minute + random(1000));
            }
            const QList<qint64> listed = store->lists.ids(ListKind::Queue, {});
            QList<qint64> leased;
            while (const auto job = store->jobs.lease(worker, host)) {
                leased.append(job->id);
                store->packages.settle(job->packageId);
            }
            QCOMPARE(leased, listed);
        }
    }

    void runsOneJobOfAPackageAtATime()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const Job running = store.running(id);
        const qint64 newer = store->jobs.enqueue(id, JobType::New, 10, q("newer"));
        QVERIFY2(newer != running.id, "a request newer than the running job must survive it");
        store->packages.settle(id);
        QVERIFY(!store->jobs.lease(worker, host));
        store->jobs.finish(running, {q("done"), 7, 8, 9});
        QCOMPARE(store->packages.settle(id), queue::PackageState::Queued);
        const auto next = store->jobs.lease(worker, host);
        QVERIFY(next);
        QCOMPARE(next->id, newer);
        const AttemptDetails ended = store->details.job(running.id)->attempts.constFirst();
        QCOMPARE(ended.outcome, q("done"));
        QCOMPARE(ended.ended, store.clock.nowMs());
        QCOMPARE(ended.cpuMs, 7);
        QCOMPARE(ended.peakRssKib, 8);
        QCOMPARE(ended.bytes, 9);
    }

    void leavesPausedAndNotDueJobsAlone()
    {
        StoreFixture store;
        const qint64 paused = store.package(q("paused"));
        store->jobs.enqueue(paused, JobType::New, 0, {});
        store->packages.setPaused(paused, true, q("later"));
        store->packages.settle(paused);
        const qint64 early = store.package(q("early"));
        const qint64 due = store.clock.nowMs() + 10'000;
        store->jobs.enqueue(early, JobType::Retry, 0, {}, due);
        QVERIFY(!store->jobs.lease(worker, host));
        QVERIFY(!store->jobs.hasDue());
        QCOMPARE(store->jobs.nextDue(), due);
        store.clock.set(due);
        QVERIFY(store->jobs.hasDue());
        QCOMPARE(store->jobs.nextDue(), 0);
        QCOMPARE(store->jobs.lease(worker, host)->packageId, early);
    }

    void leasesOnlyTheGivenJobs()
    {
        StoreFixture store;
        const qint64 other = store->jobs.enqueue(store.package(q("other")), JobType::New, 0, {});
        const qint64 mine = store->jobs.enqueue(store.package(q("mine")), JobType::New, 50, {});
        QVERIFY(store->jobs.hasDue({mine}));
        QCOMPARE(store->jobs.lease(worker, host, {mine})->id, mine);
        QVERIFY(!store->jobs.lease(worker, host, {mine}));
        QVERIFY(!store->jobs.hasDue({mine}));
        QCOMPARE(store->jobs.lease(worker, host)->id, other);
    }

    void heartbeatKeepsTheLease()
    {
        StoreFixture store;
        const Job job = store.running(store.package(q("hello")));
        const Lease before = store->jobs.leases().constFirst();
        QCOMPARE(before.until, store.clock.nowMs() + 5 * minute);
        QCOMPARE(before.claimedBy, worker);
        QCOMPARE(before.job.id, job.id);
        QCOMPARE(before.job.attemptId, job.attemptId);
        store.clock.advance(minute);
        QCOMPARE(store->jobs.heartbeat({job}), QList<qint64>());
        QCOMPARE(store->jobs.leases().constFirst().until, store.clock.nowMs() + 5 * minute);
        store.clock.advance(minute);
        store->jobs.progress(job, q("tree"), q("1.0-1"));
        QCOMPARE(store->jobs.leases().constFirst().until, store.clock.nowMs() + 5 * minute);
        store->jobs.setLog(job.attemptId, q("/logs/1"), q("/quarantine/1"));
        QCOMPARE(store->jobs.leases().constFirst().quarantine, q("/quarantine/1"));
        const AttemptDetails attempt = store->details.job(job.id)->attempts.constFirst();
        QCOMPARE(attempt.stage, q("tree"));
        QCOMPARE(attempt.logPath, q("/logs/1"));
        const RunningJob running = store->status().running.constFirst();
        QCOMPARE(running.stage, q("tree"));
        QCOMPARE(running.version, q("1.0-1"));
    }

    /// One version of several failed while it was fetched; the others went on.
    void saysWhereAnAttemptFailed()
    {
        StoreFixture store;
        const qint64 package = store.package(q("hello"));
        const Job job = store.running(package);
        store->jobs.progress(job, q("refs"), q("1.0-2"));
        {
            const Step step(Stage::Fetch, "fetch");
            store->failures.recordAttempt(package, job.package, job.attemptId,
                                          {{Error(q("archive.missing"), q("a file is gone")), q("1.0-1"), q("sid")}});
        }
        store->jobs.finish(job, {q("failed"), 0, 0, 0});
        QCOMPARE(store->details.job(job.id)->attempts.constFirst().stage, q("fetch"));
    }

    void givesBackAndCountsReclaims()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const Job job = store.running(id);
        store->jobs.giveBack(job, {q("reclaimed")});
        QCOMPARE(store->packages.settle(id), queue::PackageState::Queued);
        QVERIFY(store->jobs.leases().isEmpty());
        QCOMPARE(store->jobs.countReclaim(job.id), 1);
        QCOMPARE(store->jobs.countReclaim(job.id), 2);
        const auto again = store->jobs.lease(worker, host);
        QVERIFY(again);
        QCOMPARE(again->id, job.id);
        QVERIFY(again->attemptId != job.attemptId);
        QCOMPARE(store->details.job(job.id)->attempts.at(1).outcome, q("reclaimed"));
        QCOMPARE(store->details.job(job.id)->attempts.at(0).outcome, q("running"));
    }

    void givingBackYieldsToANewerRequest()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const Job job = store.running(id);
        const qint64 newer = store->jobs.enqueue(id, JobType::New, 10, q("newer"));
        store->jobs.giveBack(job, {q("stopped")});
        const QList<Job> queued = store->jobs.queuedOf(id);
        QCOMPARE(queued.size(), 1);
        QCOMPARE(queued.constFirst().id, newer);
        QVERIFY(store->jobs.leases().isEmpty());
    }

    void givingBackKeepsTheWiderAndMoreUrgentRequest()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const Job job = store.running(id); // all suites
        const qint64 newer = store->jobs.enqueue(id, JobType::New, 90, q("only sid"), 0, {q("sid")});
        store->jobs.giveBack(job, {q("stopped")});
        QVERIFY2(store->jobs.byId(newer)->suites.isEmpty(), "what the stopped job was for must not be forgotten");
        QCOMPARE(store->jobs.byId(newer)->priority, job.priority);
    }

    void cancelsAndReordersOnlyWhatWaits()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const Job running = store.running(id);
        store->jobs.cancel(running.id);
        store->jobs.setPriority(running.id, 99);
        QCOMPARE(store->jobs.byId(running.id)->state, q("running"));
        QVERIFY(store->jobs.byId(running.id)->priority != 99);
        const qint64 waiting = store->jobs.enqueue(id, JobType::New, 20, {});
        store->jobs.setPriority(waiting, 7);
        QCOMPARE(store->jobs.byId(waiting)->priority, 7);
        store->jobs.cancel(waiting);
        QCOMPARE(store->jobs.byId(waiting)->state, q("cancelled"));
        QVERIFY(store->jobs.queuedOf(id).isEmpty());
        QVERIFY(!store->jobs.byId(999));
    }
};

QTEST_GUILESS_MAIN(TestContractJobs)
#include "tst_contract_store_jobs.moc"
