// SPDX-License-Identifier: GPL-3.0-or-later
// What the engine does about evidence for an outage, step by step, by the store's rows: tests/fault/tst_fault_outage
// shows the same with real workers.
#include "core/engine/outagerules.h"
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::engine;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr qint64 second = 1000;
constexpr qint64 minute = 60 * second;
const QString resource = QStringLiteral("archive:127.0.0.1:80");

WorkerResult unreachable(const char* code = "net.refused")
{
    WorkerResult result;
    result.attempt.outcome = s("failed");
    result.failures.append({Error(s(code), s("cannot download it"), {{s("url"), s("http://127.0.0.1/debian/pool/x")}}),
                            s("1.0-1"),
                            {s("sid")}});
    return result;
}

} // namespace

class TestEngineOutage : public QObject
{
    Q_OBJECT

private slots:
    void becomesAFailureWhenTheWindowHasPassed()
    {
        StoreFixture store(s("sqlite"));
        const qint64 a = store.package(s("a"));
        const qint64 b = store.package(s("b"));
        store->jobs.enqueue(b, queue::JobType::New, 20, {}); // somebody who could tell more
        const store::Job job = blame(store, a);
        QCOMPARE(store->packages.byId(a)->state, queue::PackageState::Queued);
        QVERIFY(store->failures.open(a).isEmpty());
        QVERIFY2(!store->jobs.lease(s("here:1"), s("here"), {job.id}), "it waits for what becomes of it");
        QCOMPARE(settle(store), QStringList());
        store.clock.advance(5 * minute - 1);
        QCOMPARE(settle(store), QStringList());
        store.clock.advance(1);
        QCOMPARE(settle(store), QStringList{s("a")});
        QCOMPARE(store->packages.byId(a)->state, queue::PackageState::RetryWait);
        QCOMPARE(store->failures.open(a).constFirst().code, s("net.refused"));
        QCOMPARE(store->failures.open(a).constFirst().version, s("1.0-1"));
        QCOMPARE(store->jobs.byId(job.id)->state, s("done"));
        QCOMPARE(settle(store), QStringList());
    }

    void becomesAFailureAtOnceWhenNobodyElseNeedsIt()
    {
        StoreFixture store(s("sqlite"));
        const qint64 a = store.package(s("a"));
        const store::Job other = store.running(store.package(s("b")));
        blame(store, a);
        QCOMPARE(settle(store), QStringList()); // b runs, and may fail as well
        store->jobs.finish(other, {s("done")});
        store->packages.settle(other.packageId);
        QCOMPARE(settle(store), QStringList{s("a")});
    }

    void anEarlierSuccessOrAPersonEndsTheDoubt()
    {
        StoreFixture store(s("sqlite"));
        const qint64 a = store.package(s("a"));
        const store::Job job = blame(store, a);
        // Somebody took it out of the queue meanwhile.
        store->jobs.cancel(job.id);
        store->packages.settle(a);
        QCOMPARE(settle(store), QStringList());
        QVERIFY(store->outages.provisional().isEmpty());
        QVERIFY(store->failures.open(a).isEmpty());
    }

    void theThirdMakesAnOutageAndTakesBackWhatWasRecorded()
    {
        StoreFixture store(s("sqlite"));
        const qint64 a = store.package(s("a"));
        blame(store, a);
        QCOMPARE(settle(store), QStringList{s("a")});
        store.clock.advance(minute);
        const qint64 b = store.package(s("b"));
        const qint64 c = store.package(s("c"));
        const qint64 waits = store->jobs.enqueue(c, queue::JobType::New, 20, {});
        blame(store, b);
        QCOMPARE(settle(store), QStringList());
        const qint64 before = store->lists.ids(store::ListKind::Events, {}).size();
        const auto job = store->jobs.lease(s("here:1"), s("here"), {waits});
        store->transaction([&] { QCOMPARE(blameResource(*store, *job, unreachable("net.timeout")), resource); });
        store->packages.settle(c);
        QCOMPARE(store->lists.ids(store::ListKind::Events, {}).size(), before + 1);
        QCOMPARE(store->outages.broken().size(), 1);
        QCOMPARE(store->outages.countEvidence(resource, store.clock.nowMs()), 3);
        for (const qint64 id : {a, b, c}) {
            QCOMPARE(store->packages.byId(id)->state, queue::PackageState::Queued);
            QVERIFY(store->failures.open(id).isEmpty());
        }
        QVERIFY(store->jobs.hasDue());
        // Known from now on: a fourth is no evidence, and its attempt no failed one.
        const qint64 d = store.package(s("d"));
        const store::Job fourth = blame(store, d);
        QCOMPARE(store->outages.countEvidence(resource, store.clock.nowMs()), 3);
        QCOMPARE(store->details.job(fourth.id)->attempts.constFirst().outcome, s("stopped"));
        QCOMPARE(awayArchives(*store, true).ids, QList<qint64>{store.archive().id});
    }

    void aPackageOfItsOwnTroubleIsNoEvidence()
    {
        StoreFixture store(s("sqlite"));
        const store::Job job = store.running(store.package(s("a")));
        WorkerResult mixed = unreachable();
        mixed.failures.append({Error(s("dsc.files"), s("broken")), s("2"), {}});
        QVERIFY(!blameResource(*store, job, mixed));
        QVERIFY(!blameResource(*store, job, unreachable("archive.missing")));
        QVERIFY(!blameResource(*store, job, WorkerResult()));
        QVERIFY(store->outages.all().isEmpty());
        QCOMPARE(store->jobs.byId(job.id)->state, s("running"));
    }

    void manySuccessesAreNoOutage()
    {
        StoreFixture store(s("sqlite"));
        store->jobs.enqueue(store.package(s("z")), queue::JobType::New, 20, {});
        for (const char* name : {"a", "b"})
            blame(store, store.package(s(name)));
        store.clock.advance(second);
        for (int i = 0; i < 3; ++i)
            noteUse(*store, {resource}, store.clock.nowMs());
        blame(store, store.package(s("c")));
        QVERIFY(store->outages.broken().isEmpty());
        store.clock.advance(5 * minute);
        QCOMPARE(settle(store), (QStringList{s("a"), s("b"), s("c")}));
    }

    void oneJobTriesWhenItIsHalfOpen()
    {
        StoreFixture store(s("sqlite"));
        for (const char* name : {"a", "b", "c"})
            blame(store, store.package(s(name)));
        const qint64 archive = store.archive().id;
        QCOMPARE(awayArchives(*store, false).ids, QList<qint64>{archive});
        store.clock.advance(minute);
        QVERIFY(store->outages.claimProbe(resource));
        noteProbe(*store, resource, true, {});
        QVERIFY(awayArchives(*store, false).ids.isEmpty());
        const AwayArchives first = awayArchives(*store, true);
        QVERIFY(first.ids.isEmpty());
        const auto job = store->jobs.lease(s("here:1"), s("here"), {}, first.ids);
        QVERIFY(job);
        giveTrials(*store, first, job->id, {resource});
        const AwayArchives second = awayArchives(*store, true);
        QCOMPARE(second.ids, QList<qint64>{archive});
        QVERIFY(!store->jobs.lease(s("here:1"), s("here"), {}, second.ids));
        // A job that does not need it gives the turn back.
        noteUse(*store, {resource}, store.clock.nowMs());
        QVERIFY(store->outages.broken().isEmpty());
        QVERIFY(store->jobs.lease(s("here:1"), s("here"), {}, awayArchives(*store, true).ids));
        const QList<store::ListRow> events =
            store->lists.rows(store::ListKind::Events, store->lists.ids(store::ListKind::Events, {}));
        const int action = store::Lists::column(store::ListKind::Events, s("action"));
        QCOMPARE(events.at(0).cells.at(action).toString(), s("breaker-close"));
        QCOMPARE(events.at(1).cells.at(action).toString(), s("breaker-open"));
    }

    void suitesCountAsPackagesDo()
    {
        StoreFixture store(s("sqlite"));
        store::Suite sid = store.suite(s("sid"));
        sid.polledAt = store.clock.nowMs();
        sid.lastError = s("cannot download it");
        store->archives.updateSuite(sid);
        const Error error = unreachable().failures.constFirst().error;
        for (const char* suite : {"sid", "bookworm", "trixie"})
            notePollFailure(*store, s("debian"), s(suite), error);
        QCOMPARE(store->outages.broken().size(), 1);
        QCOMPARE(store->archives.nextPoll(0, awayArchives(*store, false).ids), 0);
        store.clock.advance(minute);
        QVERIFY(store->outages.claimProbe(resource));
        noteProbe(*store, resource, true, {});
        QVERIFY2(store->archives.nextPoll(0, awayArchives(*store, false).ids) <= store.clock.nowMs(),
                 "what could not be read is due");
        noteReached(*store, resource);
        QVERIFY(store->outages.broken().isEmpty());
    }

private:
    /// An attempt at the package for which the archive is missing; returns its job.
    static store::Job blame(StoreFixture& store, qint64 package)
    {
        const store::Job job = store.running(package);
        store->transaction([&] {
            QCOMPARE(blameResource(*store, job, unreachable()), resource);
            store->packages.settle(package);
        });
        return job;
    }
    static QStringList settle(StoreFixture& store)
    {
        QStringList packages;
        store->transaction([&] { packages = settleEvidence(*store, {}); });
        return packages;
    }
};

QTEST_GUILESS_MAIN(TestEngineOutage)
#include "tst_engine_outage.moc"
