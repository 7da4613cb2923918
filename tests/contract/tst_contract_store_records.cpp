// SPDX-License-Identifier: GPL-3.0-or-later
// Imports, refops, events, hosts, the change counters and the details that screens and `show` read.
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

Import importOf(const WaitingPublication& publication, qint64 packageId)
{
    Import import;
    import.uploadId = publication.upload.id;
    import.packageId = packageId;
    import.engine = 1;
    import.vendor = publication.vendor;
    import.tree = fakeOid(q("tree"));
    import.commit = fakeOid(publication.upload.version);
    import.parents = {fakeOid(q("p1")), fakeOid(q("p2"))};
    import.upstreamId = q("up");
    import.tag = q("debian/") + publication.upload.version;
    import.flags = {q("weak")};
    import.emptyDirectories = {q("a/b"), QString::fromUtf8("\xc3\xa9")};
    import.milliseconds = 120;
    return import;
}

Upstream upstreamOf(const QString& id)
{
    return {id, q("1.0"), fakeOid(id), fakeOid(id + q("tree")), q("upstream/1.0"), QJsonArray{q("x.orig.tar.gz")}};
}
} // namespace

class TestContractRecords : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void stagedImportsAreInvisibleUntilPublished()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const Job job = store.running(id);
        const WaitingPublication waiting = store->publications.waiting(id).constFirst();
        const qint64 import = store->imports.stage(importOf(waiting, id), job.attemptId);
        store->imports.stageUpstream(id, upstreamOf(q("up")), job.attemptId);
        QVERIFY(store->imports.ofPackage(id).isEmpty());
        QVERIFY(store->imports.upstreamsOf(id).isEmpty());
        QCOMPARE(store->status().imports, 0);

        store->publications.setImported(waiting.id, import, fakeOid(q("1.0-1")), job.attemptId);
        store->imports.publish(job.attemptId);
        const Import read = store->imports.ofPackage(id).constFirst();
        QCOMPARE(read.id, import);
        QCOMPARE(read.version, q("1.0-1"));
        QCOMPARE(read.dscSha256, waiting.upload.dscSha256);
        QCOMPARE(read.state, q("published"));
        QCOMPARE(read.parents, (QStringList{fakeOid(q("p1")), fakeOid(q("p2"))}));
        QCOMPARE(read.emptyDirectories, (QStringList{q("a/b"), QString::fromUtf8("\xc3\xa9")}));
        QCOMPARE(read.flags, QStringList{q("weak")});
        QCOMPARE(read.kind, q("synth"));
        QCOMPARE(read.ordinal, 1);
        const Upstream upstream = store->imports.upstreamsOf(id).constFirst();
        QCOMPARE(upstream.tag, q("upstream/1.0"));
        QCOMPARE(upstream.tarballs, QJsonArray{q("x.orig.tar.gz")});

        const ImportDetails shown = store->details.package(q("hello"))->imports.constFirst();
        QCOMPARE(shown.upstreamTag, q("upstream/1.0"));
        QCOMPARE(shown.suites, QStringList{q("sid")});
        QCOMPARE(shown.branches, QStringList{q("debian/sid")});
        QCOMPARE(shown.seconds, 0.12);
    }

    void discardedImportsNeverHappened()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const Job job = store.running(id);
        const WaitingPublication waiting = store->publications.waiting(id).constFirst();
        const qint64 import = store->imports.stage(importOf(waiting, id), job.attemptId);
        store->imports.stageUpstream(id, upstreamOf(q("up")), job.attemptId);
        store->publications.setImported(waiting.id, import, fakeOid(q("x")), job.attemptId);
        QVERIFY(!store->publications.hasWaiting(id));
        store->imports.discard(job.attemptId);
        QVERIFY(store->publications.hasWaiting(id));
        store->imports.publish(job.attemptId);
        QVERIFY(store->imports.ofPackage(id).isEmpty());
        QVERIFY(store->imports.upstreamsOf(id).isEmpty());

        // The upload can be staged again, and one upload has one import only.
        const qint64 again = store->imports.stage(importOf(waiting, id), job.attemptId);
        QVERIFY(again != import);
        QCOMPARE(errorOf([&] { store->imports.stage(importOf(waiting, id), job.attemptId); }).code(), q("store.sql"));
    }

    void discardLeavesPublishedImportsAlone()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const qint64 attempt = store.succeed(id);
        store->imports.discard(attempt);
        QCOMPARE(store->imports.ofPackage(id).size(), 1);
        QVERIFY(!store->publications.hasWaiting(id));
    }

    void discardGivesBackPublicationsOfEarlierImports()
    {
        // A second suite shows an upload that is imported: its branch only moves there. When that move is raced, the
        // publication was left as imported although no ref had moved.
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.succeed(id);
        const Import import = store->imports.ofPackage(id).constFirst();
        const Suite trixie = store.suite(q("trixie"), 5);
        store.publish(trixie, {sourceRecord(q("hello"), q("1.0-1"))});
        const WaitingPublication moved = store->publications.waiting(id).constFirst();
        QCOMPARE(moved.branch, q("debian/trixie"));
        const Job job = store.running(id);
        store->publications.setImported(moved.id, import.id, import.commit, job.attemptId);
        QVERIFY(!store->publications.hasWaiting(id));
        store->imports.discard(job.attemptId);
        QCOMPARE(store->publications.waiting(id).size(), 1);
        QCOMPARE(store->publications.waiting(id).constFirst().id, moved.id);
        QCOMPARE(store->imports.ofPackage(id).size(), 1);

        // Once published it is no longer the attempt's to take back.
        store->publications.setImported(moved.id, import.id, import.commit, job.attemptId);
        store->imports.publish(job.attemptId);
        store->imports.discard(job.attemptId);
        QVERIFY(!store->publications.hasWaiting(id));
    }

    void branchesKnowTheirGoodCommit()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        QCOMPARE(store->imports.newestBranch(id), QString());
        store.publish(store.suite(q("trixie"), 5), {sourceRecord(q("hello"), q("1.0-1"))});
        store.publish(store.suite(q("bookworm"), 3), {sourceRecord(q("hello"), q("0.9-1"))});
        store->imports.setGood(id, q("debian/sid"), fakeOid(q("1")));
        store->imports.setGood(id, q("debian/sid"), fakeOid(q("2")));
        QCOMPARE(store->database().value(q("SELECT good_oid FROM branch_state WHERE package_id = ?"), {id}).toString(),
                 fakeOid(q("2")));
    }

    void refopsAreWrittenBeforeAndSettledAfter()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const Job job = store.running(id);
        store->refops.plan({{0, job.attemptId, id, q("refs/heads/debian/sid"), {}, fakeOid(q("n"))},
                            {0, job.attemptId, id, q("refs/tags/debian/1.0-1"), fakeOid(q("o")), {}}});
        store.reopen();
        QCOMPARE(store->refops.unfinishedAttempts(), QList<qint64>{job.attemptId});
        const QList<Refop> planned = store->refops.planned(job.attemptId);
        QCOMPARE(planned.size(), 2);
        QCOMPARE(planned.at(0).ref, q("refs/heads/debian/sid"));
        QVERIFY(planned.at(0).oldOid.isEmpty());
        QCOMPARE(planned.at(0).newOid, fakeOid(q("n")));
        QCOMPARE(planned.at(1).oldOid, fakeOid(q("o")));
        QVERIFY(planned.at(1).newOid.isEmpty());
        store->refops.settle(planned.at(0).id, true);
        QCOMPARE(store->refops.planned(job.attemptId).size(), 1);
        store->refops.settle(planned.at(1).id, false);
        QVERIFY(store->refops.unfinishedAttempts().isEmpty());
    }

    void eventsKeepWhatWasAndWhatIs()
    {
        StoreFixture store;
        Event event{0, 0, q("ada"), q("hold"), q("hello"), q("Hold hello"), q("why"), {{q("a"), 1}}, {{q("b"), 2}}};
        const qint64 first = store->events.append(event);
        QCOMPARE(store->events.byId(first)->at, store.clock.nowMs());
        QCOMPARE(store->events.byId(first)->before, event.before);
        QCOMPARE(store->events.byId(first)->after, event.after);
        QCOMPARE(store->events.byId(first)->reason, q("why"));
        QCOMPARE(store->events.byId(first)->undoneBy, 0);
        event.undoes = first;
        const qint64 second = store->events.append(event);
        QCOMPARE(store->events.byId(first)->undoneBy, second);
        QCOMPARE(store->events.byId(second)->undoes, first);
        QVERIFY(!store->events.byId(second + 1));
    }

    void everyWriteMovesItsTopic_data()
    {
        QTest::addColumn<QString>("topic");
        for (const char* topic : {"archive", "package", "job", "failure", "import", "event", "host"})
            QTest::newRow(topic) << q(topic);
    }

    void everyWriteMovesItsTopic()
    {
        QFETCH(QString, topic);
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const QHash<QString, qint64> before = store->changeCounters();
        if (topic == q("archive"))
            store->archives.addSuite(store.archive().id, q("trixie"));
        else if (topic == q("package"))
            store->packages.setTracked(id, false);
        else if (topic == q("job"))
            store->jobs.enqueue(id, queue::JobType::New, 1, {});
        else if (topic == q("failure"))
            store->failures.recordAttempt(id, q("hello"), 0, {{Error(q("dsc.x"), q("y")), {}, {}}});
        else if (topic == q("import"))
            store->imports.publish(1);
        else if (topic == q("event"))
            store->events.append({});
        else
            store->hosts.beat(q("here"), 0, 2, q("running"));
        QVERIFY(store->changeCounters().value(topic) > before.value(topic));
    }

    void aTransactionIsAllOrNothing()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const QHash<QString, qint64> before = store->changeCounters();
        const Error error = errorOf([&] {
            store->transaction([&] {
                store->packages.setTracked(id, false);
                store->transaction([&] { store->jobs.enqueue(id, queue::JobType::New, 1, {}); });
                throw Error(q("internal.test"), q("half way"));
            });
        });
        QCOMPARE(error.code(), q("internal.test"));
        QVERIFY(store->packages.byId(id)->tracked);
        QVERIFY(store->jobs.queuedOf(id).isEmpty());
        QVERIFY(store->changeCounters() == before);
        store->transaction([&] { store->packages.setTracked(id, false); });
        QVERIFY(!store->packages.byId(id)->tracked);
    }

    void showsAPackageWithItsFailedVersion()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.publish(store.suite(q("sid")),
                      {sourceRecord(q("hello"), q("1.0-1")), sourceRecord(q("hello"), q("1.0-2")),
                       sourceRecord(q("hello"), q("1.0-10"))});
        const Job job = store.running(id);
        const qint64 failure = store->failures
                                   .recordAttempt(id, q("hello"), job.attemptId,
                                                  {{Error(q("archive.missing"), q("404")), q("1.0-2"), q("sid")}})
                                   .constFirst();
        store->jobs.finish(job, {q("failed")});
        store->packages.settle(id);
        const PackageDetails details = *store->details.package(q("hello"));
        QCOMPARE(details.state, q("retry_wait"));
        QCOMPARE(details.publications.size(), 3);
        QCOMPARE(details.publications.at(0).version, q("1.0-10")); // newest first, in Debian's order
        QCOMPARE(details.publications.at(0).waitingFor, q("1.0-2"));
        QCOMPARE(details.publications.at(0).failureId, 0);
        QCOMPARE(details.publications.at(1).failureId, failure);
        QCOMPARE(details.publications.at(1).waitingFor, QString());
        QCOMPARE(details.publications.at(2).waitingFor, QString());
        QCOMPARE(details.failures.size(), 1);
        QCOMPARE(details.attempts.size(), 1);
        QCOMPARE(details.stateVersion, store->packages.byId(id)->rowVersion);
        QVERIFY(!store->details.package(q("nobody")));
        QVERIFY(!store->details.job(99));
    }

    void completesNames()
    {
        StoreFixture store;
        for (const char* name : {"lib3ds", "libc", "liba+b", "lia", "zlib", "lib%", "lib_x"})
            store->packages.ensure(q(name));
        QCOMPARE(store->details.packageNames(q("lib"), 10),
                 (QStringList{q("lib%"), q("lib3ds"), q("lib_x"), q("liba+b"), q("libc")}));
        QCOMPARE(store->details.packageNames(q("lib"), 2).size(), 2);
        QVERIFY(store->details.packageNames(q("x'; --"), 10).isEmpty());
        QCOMPARE(store->packages.ensure(q("zlib")), store->packages.byName(q("zlib"))->id);
    }
};

QTEST_GUILESS_MAIN(TestContractRecords)
#include "tst_contract_store_records.moc"
