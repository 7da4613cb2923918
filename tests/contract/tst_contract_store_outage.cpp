// SPDX-License-Identifier: GPL-3.0-or-later
// Breakers and the evidence for outages as the store keeps them; hosts and what is wanted of them; leases that are
// lost.
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;
using failure::BreakerState;
using Effect = failure::CircuitBreaker::Effect;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
const QString resource = QStringLiteral("archive:127.0.0.1:80");
const QString url = QStringLiteral("http://127.0.0.1/debian/pool/x.dsc");

} // namespace

class TestContractOutage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void opensAndKeepsItsEvidence()
    {
        StoreFixture store;
        QVERIFY(store->outages.all().isEmpty());
        QCOMPARE(fail(store, "a"), Effect::Suspected);
        QCOMPARE(fail(store, "a"), Effect::Suspected);
        store.clock.advance(second);
        QCOMPARE(fail(store, "b"), Effect::Suspected);
        QVERIFY(store->outages.broken().isEmpty());
        QCOMPARE(store->outages.provisional(resource).size(), 2);
        QCOMPARE(store->outages.nextDue(), store.clock.nowMs() - second + 5 * minute);

        const OutageEvidence kept = store->outages.provisional(resource).constFirst();
        QCOMPARE(kept.subject, q("a"));
        QCOMPARE(kept.failures.size(), 1);
        QCOMPARE(kept.failures.constFirst().error.code(), q("net.refused"));
        QCOMPARE(kept.failures.constFirst().error.evidence()[q("url")].toString(), url);
        QCOMPARE(kept.failures.constFirst().version, q("1.0-1"));
        QCOMPARE(kept.failures.constFirst().suite, q("sid"));

        store.reopen(); // another engine, or this one after a crash
        const QHash<QString, qint64> before = store->changeCounters();
        QCOMPARE(fail(store, "c"), Effect::Opened);
        QVERIFY(store->changeCounters().value(q("outage")) > before.value(q("outage")));
        const Outage outage = store->outages.broken().constFirst();
        QCOMPARE(outage.resource, resource);
        QCOMPARE(outage.breaker.state, BreakerState::Open);
        QCOMPARE(outage.breaker.openedMs, store.clock.nowMs());
        QCOMPARE(outage.breaker.lastError, q("it is away"));
        QCOMPARE(outage.probeUrl, url);
        QCOMPARE(fail(store, "d"), Effect::Known);
        QCOMPARE(store->outages.provisional().size(), 3);
        for (const OutageEvidence& one : store->outages.provisional())
            store->outages.decide(one.id, q("outage"));
        QCOMPARE(store->outages.countEvidence(resource, outage.breaker.openedMs), 3);

        const Status status = store->status();
        QCOMPARE(status.breakers.size(), 1);
        const QJsonObject json = status.toJson()[q("breakers")].toArray().at(0).toObject();
        QCOMPARE(json[q("resource")].toString(), resource);
        QCOMPARE(json[q("state")].toString(), q("open"));
        QCOMPARE(json[q("last_error")].toString(), q("it is away"));
        QVERIFY(json[q("since")].toString().endsWith(u'Z'));
    }

    void oneProbeOfAllHosts()
    {
        StoreFixture store;
        open(store);
        StateStore other(store.url, OpenMode::ReadWrite, store.clock);
        QVERIFY(!store->outages.isProbeDue());
        QVERIFY(!store->outages.claimProbe(resource));
        QCOMPARE(store->outages.nextDue(), store.clock.nowMs() + minute);
        store.clock.advance(minute);
        QVERIFY(store->outages.isProbeDue());
        QVERIFY(store->outages.claimProbe(resource));
        QVERIFY(!other.outages.claimProbe(resource));
        QVERIFY(!store->outages.claimProbe(resource));
        QVERIFY(!store->outages.probeAnswered(resource, false, q("still")));
        store.clock.advance(minute);
        QVERIFY(other.outages.claimProbe(resource));
        QVERIFY(!store->outages.claimProbe(resource));
        QCOMPARE(store->outages.byResource(resource)->breaker.probes, 2);
        QVERIFY(other.outages.probeAnswered(resource, true, {}));
        QCOMPARE(store->outages.byResource(resource)->breaker.state, BreakerState::HalfOpen);
        // One job at a time, whoever leases it.
        const Job job = store.running(store.package(q("hello")));
        QVERIFY(store->outages.claimTrial(resource));
        store->outages.setTrial(resource, job.id);
        QVERIFY(!other.outages.claimTrial(resource));
        store->jobs.giveBack(job, {q("reclaimed")}); // its engine died
        QVERIFY(other.outages.claimTrial(resource));
        other.outages.setTrial(resource, 0);
        QVERIFY(store->outages.succeeded(resource, store.clock.nowMs()));
        QCOMPARE(store->outages.byResource(resource)->breaker.state, BreakerState::Closed);
        QCOMPARE(store->outages.nextDue(), 0);
    }

    void byHandAndBack()
    {
        StoreFixture store;
        store->outages.openByHand(resource, q("it moves"));
        const Outage opened = *store->outages.byResource(resource);
        QVERIFY(opened.breaker.byHand);
        QCOMPARE(opened.reason, q("it moves"));
        store.clock.advance(10 * minute);
        QVERIFY(!store->outages.isProbeDue());
        QVERIFY(!store->outages.claimProbe(resource));
        QVERIFY(!store->outages.reached(resource));
        QCOMPARE(store->outages.nextDue(), 0);
        store->outages.closeByHand(resource, q("it has moved"));
        QCOMPARE(store->outages.byResource(resource)->breaker.state, BreakerState::Closed);
        QVERIFY(store->outages.byResource(resource)->rowVersion > opened.rowVersion);
        store->outages.restore(opened);
        QCOMPARE(store->outages.byResource(resource)->breaker.state, BreakerState::Open);
        QVERIFY(store->outages.byResource(resource)->breaker.byHand);
        QCOMPARE(store->outages.byResource(resource)->reason, q("it moves"));
    }

    void jobsThatNeedItStay()
    {
        StoreFixture store;
        const Archive debian = store.archive();
        const Suite other = store.suite(q("devel"), 0, q("other"));
        const qint64 blocked = store.package(q("blocked"));
        const qint64 first = store->jobs.enqueue(blocked, queue::JobType::New, 10, {});
        store->publications.recordOne(other, sourceRecord(q("free"), q("1")), store.clock.nowMs());
        const qint64 free = store->packages.byName(q("free"))->id;
        const qint64 second = store->jobs.enqueue(free, queue::JobType::New, 20, {});
        QCOMPARE(store->jobs.countWaitingFor({debian.id}), 1);
        QCOMPARE(store->jobs.countNeeding({debian.id}), 1);
        QCOMPARE(store->jobs.countNeeding({debian.id}, {second}), 0);
        const auto leased = store->jobs.lease(q("here:1"), q("here"), {}, {debian.id});
        QVERIFY(leased);
        QCOMPARE(leased->id, second);
        QVERIFY(!store->jobs.lease(q("here:1"), q("here"), {}, {debian.id}));
        QCOMPARE(store->jobs.lease(q("here:1"), q("here"))->id, first);
        QCOMPARE(store->archives.servedBy(q("archive:127.0.0.1:80")).size(), 2);
        QVERIFY(store->archives.servedBy(q("archive:127.0.0.1:81")).isEmpty());
    }

    void waitsInItsPlace()
    {
        StoreFixture store;
        QList<qint64> order;
        for (const char* name : {"a", "b", "c", "d"}) {
            const qint64 id = store.package(q(name));
            order.append(store->jobs.enqueue(id, queue::JobType::New, 20, {}));
            store.clock.advance(second);
        }
        const auto job = store->jobs.lease(q("here:1"), q("here"));
        QCOMPARE(job->id, order.at(0));
        QCOMPARE(store->jobs.giveBack(*job, {q("failed")}), job->id);
        store->packages.settle(job->packageId);
        store->jobs.defer(job->id, store.clock.nowMs() + minute);
        QCOMPARE(store->jobs.lease(q("here:1"), q("here"))->id, order.at(1));
        store->jobs.defer(job->id, store.clock.nowMs());
        QCOMPARE(store->lists.ids(ListKind::Queue, {}), (QList<qint64>{order.at(0), order.at(2), order.at(3)}));
        // A newer request takes the place of the one that it replaces.
        const auto again = store->jobs.lease(q("here:1"), q("here"));
        QCOMPARE(again->id, order.at(0));
        store.clock.advance(minute);
        const qint64 newer = store->jobs.enqueue(again->packageId, queue::JobType::New, 20, {});
        QCOMPARE(store->jobs.giveBack(*again, {q("failed")}), newer);
        store->packages.settle(again->packageId);
        QCOMPARE(store->lists.ids(ListKind::Queue, {}), (QList<qint64>{newer, order.at(2), order.at(3)}));
        QVERIFY(store->jobs.conclude(newer, q("failed")));
        QVERIFY(!store->jobs.conclude(newer, q("failed")));
        QCOMPARE(store->jobs.byId(newer)->state, q("done"));
    }

    void aLostLeaseIsNoticed()
    {
        StoreFixture store;
        const Job mine = store.running(store.package(q("hello")));
        QVERIFY(store->jobs.holds(mine));
        QVERIFY(store->jobs.heartbeat({mine}).isEmpty());
        store.clock.advance(4 * minute);
        QVERIFY(store->jobs.holds(mine)); // and keeps it
        store.clock.advance(4 * minute);
        const Lease seen = store->jobs.leases().constFirst();
        QCOMPARE(seen.job.claimedBy, q("here:1"));
        QCOMPARE(store->jobs.nextLeaseEnd(), seen.until);

        // It was alive after all when the other one looked.
        store->jobs.heartbeat({mine});
        QVERIFY(!store->jobs.takeOver(seen, q("there:2")));
        store.clock.advance(6 * minute);
        const Lease stale = store->jobs.leases().constFirst();
        QVERIFY(store->jobs.takeOver(stale, q("there:2")));
        QVERIFY(!store->jobs.takeOver(stale, q("third:3")));
        QVERIFY(!store->jobs.holds(mine));
        QCOMPARE(store->jobs.heartbeat({mine}), QList<qint64>{mine.attemptId});
        const QString stage = store->status().running.constFirst().stage;
        store->jobs.progress(mine, q("refs"), q("1"));
        QCOMPARE(store->status().running.constFirst().stage, stage);
        // Given back and leased again, by whomever: it is another attempt.
        Job theirs = mine;
        theirs.claimedBy = q("there:2");
        QVERIFY(store->jobs.holds(theirs));
        store->jobs.giveBack(theirs, {q("reclaimed")});
        store->packages.settle(mine.packageId);
        const auto again = store->jobs.lease(q("here:1"), q("here"));
        QCOMPARE(again->id, mine.id);
        QVERIFY(store->jobs.holds(*again));
        QVERIFY2(!store->jobs.holds(mine), "the same engine, another attempt");
    }

    void bulkCannotStarveAnybody()
    {
        // An autosync queues ten new uploads every ten minutes, and one engine does exactly as much. A first import,
        // far behind them by its priority, has its turn within its share of half hours.
        StoreFixture store;
        const qint64 patient = store.package(q("patient"));
        const qint64 job = store->jobs.enqueue(patient, queue::JobType::New, queue::priority::firstImport, {});
        const qint64 begun = store.clock.nowMs();
        int count = 0;
        for (int step = 0; step < 200; ++step) {
            for (int i = 0; i < 10; ++i)
                store->jobs.enqueue(store.package(QStringLiteral("sync%1").arg(count++)), queue::JobType::New,
                                    queue::priority::newUpload, {});
            for (int i = 0; i < 10; ++i) {
                const auto next = store->jobs.lease(q("here:1"), q("here"));
                QVERIFY(next);
                if (next->id == job) {
                    const qint64 waited = store.clock.nowMs() - begun;
                    const qint64 share =
                        (queue::priority::firstImport - queue::priority::newUpload) * queue::agingStepMs;
                    QVERIFY2(waited > share - 10 * minute && waited <= share + 10 * minute,
                             qPrintable(QString::number(waited / minute)));
                    return;
                }
                store->jobs.finish(*next, {q("done")});
            }
            store.clock.advance(10 * minute);
        }
        QFAIL("it never had its turn");
    }

    void whatIsWantedOfAHost()
    {
        StoreFixture store;
        QVERIFY(!store->hosts.wanted(q("here")));
        QCOMPARE(store->hosts.beat(q("here"), 1, 2, q("running")), WantedOfHost());
        const qint64 version = store->hosts.rowVersion(q("here"));
        const qint64 news = store->changeCounters().value(q("wanted"));
        store->hosts.setWanted(q("here"), {6, true});
        QVERIFY(store->hosts.rowVersion(q("here")) > version);
        QVERIFY(store->changeCounters().value(q("wanted")) > news);
        QCOMPARE(store->hosts.beat(q("here"), 1, 2, q("draining")), (WantedOfHost{6, true}));
        QCOMPARE(store->status().hosts.constFirst().wantedParallel, 6);
        QVERIFY(store->status().hosts.constFirst().wantsDrain);
        QCOMPARE(store->status().toJson()[q("hosts")].toArray().at(0)[q("wanted_state")].toString(), q("drain"));
    }

private:
    static Effect fail(StoreFixture& store, const char* package)
    {
        OutageEvidence evidence;
        evidence.resource = resource;
        evidence.subject = q(package);
        evidence.packageId = store.package(q(package));
        evidence.failures = {{Error(q("net.refused"), q("it is away"), {{q("url"), url}}), q("1.0-1"), q("sid")}};
        return store->outages.failed(evidence, q("it is away"), url);
    }
    static void open(StoreFixture& store)
    {
        for (const char* name : {"a", "b", "c"})
            fail(store, name);
        for (const OutageEvidence& one : store->outages.provisional())
            store->outages.decide(one.id, q("outage"));
    }
};

QTEST_GUILESS_MAIN(TestContractOutage)
#include "tst_contract_store_outage.moc"
