// SPDX-License-Identifier: GPL-3.0-or-later
// skip, unskip, ignore-local-state and reimport, as far as the store goes; what the engine then does is shown in
// tests/integrity/tst_integrity_reimport.cpp.
#include "core/ops/operations.h"
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::ops;
using namespace millrace::test;
using queue::PackageState;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}
const QString actor = QStringLiteral("ada");

QString all(const Preview& preview)
{
    return (preview.consequences + preview.refusals).join(QLatin1Char('\n'));
}
} // namespace

class TestOpsVersions : public QObject
{
    Q_OBJECT

    /// hello with 1.0-1 and 1.0-2 in sid, the first of which failed.
    static qint64 stuck(StoreFixture& store)
    {
        const qint64 id = store.package(q("hello"));
        store.publish(store.suite(q("sid")),
                      {sourceRecord(q("hello"), q("1.0-1")), sourceRecord(q("hello"), q("1.0-2"))});
        const store::Job job = store.running(id);
        store->failures.recordAttempt(id, job.package, job.attemptId,
                                      {{Error(q("dsc.files"), q("broken")), q("1.0-1"), q("sid")}});
        store->jobs.finish(job, {q("failed")});
        store->packages.settle(id);
        return id;
    }

private slots:
    void skipLetsTheNextVersionGoOn()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = stuck(store);
        QCOMPARE(store->publications.waiting(id).size(), 2);
        const auto operation = skip({{q("hello")}, {}, {}}, q("1.0-1"), true);
        operation->setReason(q("broken upload"));
        QCOMPARE(operation->commandLine(), (QStringList{q("millracectl"), q("skip"), q("hello"), q("1.0-1"),
                                                        q("--reason"), q("broken upload")}));
        const Preview preview = operation->preview(*store);
        QCOMPARE(preview.sentence, q("Skip hello 1.0-1"));
        QCOMPARE(preview.rows, (QMap<QString, int>{{q("failure"), 1}, {q("job"), 1}, {q("publication"), 1}}));
        const Applied applied = operation->apply(*store, preview.stateVersion, actor);
        QCOMPARE(store->packages.byId(id)->state, PackageState::Queued);
        QVERIFY(store->failures.open(id).isEmpty());
        QCOMPARE(store->publications.waiting(id).size(), 1);
        QCOMPARE(store->publications.waiting(id).constFirst().upload.version, q("1.0-2"));
        // Shown for ever, with the reason.
        const store::PackageDetails details = *store->details.package(q("hello"));
        QVERIFY(details.publications.constLast().skipped);
        QCOMPARE(details.publications.constLast().skipReason, q("broken upload"));
        QVERIFY(all(operation->preview(*store)).contains(q("1.0-1 is skipped already")));
        // The same upload in another suite is skipped too; other versions are not.
        store.publish(store.suite(q("bookworm")), {sourceRecord(q("hello"), q("1.0-1"))});
        QCOMPARE(store->publications.waiting(id).size(), 1);
        QCOMPARE(store->publications.skipped(id).size(), 2);
        QCOMPARE(store->publications.skipped(id).constLast().reason, q("broken upload"));

        // By its own Operation, which also works when the others have been imported.
        store.succeed(id);
        const Applied back = skip({{q("hello")}, {}, {}}, q("1.0-1"), false)->applyNow(*store, actor);
        QCOMPARE(back.preview.sentence, q("No longer skip hello 1.0-1"));
        QCOMPARE(store->publications.waiting(id).size(), 2);
        QCOMPARE(store->packages.byId(id)->state, PackageState::Queued);
        QCOMPARE(errorOf([&] { Operation::inverse(*store, applied.event); }).code(), q("refused.undo"));
    }

    void undoOfASkip()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = stuck(store);
        const Applied applied = skip({{q("hello")}, {}, {}}, q("1.0-1"), true)->applyNow(*store, actor);
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QCOMPARE(store->packages.byId(id)->state, PackageState::Held);
        QCOMPARE(store->failures.open(id).size(), 1);
        QCOMPARE(store->publications.waiting(id).size(), 2);
        QVERIFY(store->publications.skipped(id).isEmpty());
    }

    void skipTheFailedVersionsOfAGroup()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = stuck(store);
        const qint64 whole = store.package(q("whole"));
        store.fail(whole, "dsc.files", q("broken"));
        const QString sig = store->failures.open(id).constFirst().signature;
        const Preview preview = skip({{}, sig, {}}, {}, true)->preview(*store);
        QCOMPARE(preview.subjects, QStringList{q("hello")});
        QVERIFY(all(preview).contains(q("whole: has failed at no single version")));
        QVERIFY(all(skip({{q("hello")}, {}, {}}, q("9"), true)->preview(*store)).contains(q("no version 9")));
    }

    void skipLeavesOtherFailures()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("hello"));
        store.publish(store.suite(q("bookworm")), {sourceRecord(q("hello"), q("0.9-1"))});
        const store::Job job = store.running(id);
        store->failures.recordAttempt(id, job.package, job.attemptId,
                                      {{Error(q("dsc.files"), q("broken")), q("1.0-1"), q("sid")},
                                       {Error(q("dsc.format"), q("unknown")), q("0.9-1"), q("bookworm")}});
        store->jobs.finish(job, {q("failed")});
        store->packages.settle(id);
        const Applied applied = skip({{q("hello")}, {}, {}}, q("1.0-1"), true)->applyNow(*store, actor);
        QVERIFY(all(applied.preview).contains(q("hello stays held by its other failures")));
        QCOMPARE(applied.preview.jobs, 0);
        QCOMPARE(store->packages.byId(id)->state, PackageState::Held);
        QCOMPARE(store->failures.open(id).size(), 1);
    }

    void ignoreLocalStateIsAJob()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("hello"));
        const auto operation = ignoreLocalState({{q("hello")}, {}, {}});
        QVERIFY(all(operation->preview(*store)).contains(q("has no branch that is recorded")));
        store.succeed(id);
        store->imports.setGood(id, q("debian/sid"), fakeOid(q("1.0-1")));
        store.fail(id, "state.raced");
        const Preview preview = operation->preview(*store);
        QCOMPARE(preview.refs.size(), 1);
        QCOMPARE(preview.refs.constFirst().ref, q("refs/importer/good/debian/sid"));
        QCOMPARE(preview.refs.constFirst().oldOid, fakeOid(q("1.0-1")));
        const Applied applied = operation->apply(*store, preview.stateVersion, actor);
        QCOMPARE(store->jobs.queuedOf(id).constFirst().mode, q("fresh"));
        // Nothing is forgotten before the job runs, so undo has all to put back.
        QCOMPARE(store->imports.goodBranches(id).size(), 1);
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QCOMPARE(store->packages.byId(id)->state, PackageState::Held);
        QVERIFY(store->jobs.queuedOf(id).isEmpty());
        QCOMPARE(operation->commandLine(), (QStringList{q("millracectl"), q("ignore-local-state"), q("hello")}));
    }

    void undoOfIgnoreLocalStateKeepsAWaitingJob()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("hello"));
        store.succeed(id);
        store->imports.setGood(id, q("debian/sid"), fakeOid(q("1.0-1")));
        store->jobs.enqueue(id, queue::JobType::Manual, 50, q("by hand"));
        store->packages.settle(id);
        const Applied applied = ignoreLocalState({{q("hello")}, {}, {}})->applyNow(*store, actor);
        QCOMPARE(store->jobs.queuedOf(id).size(), 1);
        QCOMPARE(store->jobs.queuedOf(id).constFirst().mode, q("fresh"));
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QCOMPARE(store->jobs.queuedOf(id).constFirst().mode, QString());
        QCOMPARE(store->jobs.queuedOf(id).constFirst().priority, 50);
    }

    void reimportNeedsAnIdlePackage()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("hello"));
        const Subjects hello{{q("hello")}, {}, {}};
        QVERIFY(all(reimport(hello)->preview(*store)).contains(q("has nothing imported")));
        store.succeed(id);
        store->imports.setGood(id, q("debian/sid"), fakeOid(q("1.0-1")));
        QVERIFY(all(swapReimport(hello)->preview(*store)).contains(q("reimport it first")));
        const Applied applied = reimport(hello)->applyNow(*store, actor);
        QCOMPARE(applied.preview.refs.constFirst().ref, q("refs/importer/reimport/heads/debian/sid"));
        QCOMPARE(store->jobs.queuedOf(id).constFirst().type, q("reimport"));
        QVERIFY(all(reimport(hello)->preview(*store)).contains(q("is not idle (it is queued)")));
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QCOMPARE(store->packages.byId(id)->state, PackageState::Ok);
    }

    void swapShowsOldAndNew()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("hello"));
        const qint64 attempt = store.succeed(id);
        const Subjects hello{{q("hello")}, {}, {}};
        store::Reimport made;
        made.packageId = id;
        made.attemptId = attempt;
        made.report = {{q("refs"), QJsonArray()}, {q("same"), 1}};
        store->reimports.set(made);
        QVERIFY(all(swapReimport(hello)->preview(*store)).contains(q("is the same when made anew")));
        made.report = {{q("refs"), QJsonArray{QJsonObject{{q("ref"), q("refs/heads/debian/sid")},
                                                          {q("old"), fakeOid(q("1.0-1"))},
                                                          {q("new"), fakeOid(q("anew"))}}}}};
        store->reimports.set(made);
        const auto operation = swapReimport(hello);
        QCOMPARE(operation->commandLine(), (QStringList{q("millracectl"), q("reimport"), q("hello"), q("--swap")}));
        const Applied applied = operation->applyNow(*store, actor);
        QCOMPARE(applied.preview.refs.constFirst().newOid, fakeOid(q("anew")));
        QCOMPARE(store->jobs.queuedOf(id).constFirst().mode, q("swap"));
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        store.fail(id);
        store->failures.resolveAll(id, q("manual"), {});
        store->packages.settle(id);
        QVERIFY(all(operation->preview(*store)).contains(q("was imported since")));
    }
};

QTEST_GUILESS_MAIN(TestOpsVersions)
#include "tst_ops_versions.moc"
