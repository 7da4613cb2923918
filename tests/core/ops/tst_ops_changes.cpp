// SPDX-License-Identifier: GPL-3.0-or-later
// What import, track, untrack, priority, hold and resume change, and what they refuse.
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
} // namespace

class TestOpsChanges : public QObject
{
    Q_OBJECT

    static PackageState stateOf(StoreFixture& store, qint64 id) { return store->packages.byId(id)->state; }

private slots:
    void importTracksAndQueues()
    {
        StoreFixture store(q("sqlite"));
        const qint64 hello = store.package(q("hello"));
        store->packages.setTracked(hello, false);
        store.publish(store.suite(q("bookworm"), 3), {sourceRecord(q("hello"), q("0.9-1"))});
        const Preview preview = import({q("hello"), q("nobody")})->preview(*store);
        QCOMPARE(preview.subjects, QStringList{q("hello")});
        QCOMPARE(preview.sentence, q("Import hello"));
        QCOMPARE(preview.jobs, 1);
        QCOMPARE(preview.refs.size(), 2);
        QVERIFY(preview.consequences.constFirst().startsWith(q("2 publications wait")));
        QCOMPARE(preview.refusals.size(), 1);
        import({q("hello")})->apply(*store, preview.stateVersion, actor);
        QVERIFY(store->packages.byId(hello)->tracked);
        QCOMPARE(stateOf(store, hello), PackageState::Queued);
        QCOMPARE(store->jobs.queuedOf(hello).constFirst().priority, queue::priority::doNext);
    }

    void importOfSomeSuites()
    {
        StoreFixture store(q("sqlite"));
        const qint64 hello = store.package(q("hello"));
        store.publish(store.suite(q("bookworm"), 3), {sourceRecord(q("hello"), q("0.9-1"))});
        const auto operation = import({q("hello")}, {q("bookworm")});
        QCOMPARE(operation->preview(*store).refs.size(), 1);
        QCOMPARE(operation->preview(*store).refs.constFirst().ref, q("refs/heads/debian/bookworm"));
        QCOMPARE(operation->commandLine(),
                 (QStringList{q("millracectl"), q("import"), q("hello"), q("--suite"), q("bookworm")}));
        operation->applyNow(*store, actor);
        QCOMPARE(store->jobs.queuedOf(hello).constFirst().suites, QStringList{q("bookworm")});
    }

    void importEndsAFailureButNotAPause()
    {
        StoreFixture store(q("sqlite"));
        const qint64 held = store.package(q("held"));
        store.fail(held);
        const qint64 paused = store.package(q("paused"));
        hold({{q("paused")}, {}, {}})->applyNow(*store, actor);
        const Applied applied = import({q("held"), q("paused")})->applyNow(*store, actor);
        QCOMPARE(applied.preview.subjects, QStringList{q("held")});
        QCOMPARE(applied.preview.refusals, QStringList{q("paused: is paused; resume it first")});
        QVERIFY(store->failures.open(held).isEmpty());
        QCOMPARE(stateOf(store, held), PackageState::Queued);
        QCOMPARE(stateOf(store, paused), PackageState::Paused);
    }

    void importOfARunningPackageWaitsBehindIt()
    {
        StoreFixture store(q("sqlite"));
        const qint64 hello = store.package(q("hello"));
        const store::Job job = store.running(hello);
        import({q("hello")})->applyNow(*store, actor);
        QCOMPARE(stateOf(store, hello), PackageState::Running);
        store->jobs.finish(job, {q("done")});
        QCOMPARE(store->packages.settle(hello), PackageState::Queued);
    }

    void trackAndUntrack()
    {
        StoreFixture store(q("sqlite"));
        const qint64 hello = store.package(q("hello"));
        store->packages.setTracked(hello, false);
        const Applied tracked = track({q("hello")}, true)->applyNow(*store, actor);
        QCOMPARE(tracked.preview.operation, q("track"));
        QCOMPARE(tracked.preview.jobs, 1);
        QVERIFY(store->packages.byId(hello)->tracked);
        QCOMPARE(store->jobs.queuedOf(hello).constFirst().priority, queue::priority::firstImport);
        QCOMPARE(track({q("hello")}, true)->preview(*store).refusals, QStringList{q("hello: is tracked already")});

        const auto untrack = track({q("hello")}, false);
        QCOMPARE(untrack->commandLine(), (QStringList{q("millracectl"), q("untrack"), q("hello")}));
        untrack->applyNow(*store, actor);
        QVERIFY(!store->packages.byId(hello)->tracked);
        QVERIFY(store->jobs.queuedOf(hello).isEmpty());
        QCOMPARE(stateOf(store, hello), PackageState::Ok);
        QCOMPARE(errorOf([&] { track({q("hello")}, false)->applyNow(*store, actor); }).code(), q("refused.nothing"));
    }

    void trackOfAFailedPackageLeavesItHeld()
    {
        StoreFixture store(q("sqlite"));
        const qint64 hello = store.package(q("hello"));
        store.fail(hello);
        store->packages.setTracked(hello, false);
        track({q("hello")}, true)->applyNow(*store, actor);
        QCOMPARE(stateOf(store, hello), PackageState::Held);
    }

    void priorityReordersTheQueue()
    {
        StoreFixture store(q("sqlite"));
        QStringList order;
        for (const char* name : {"first", "second", "third"}) {
            const qint64 id = store.package(q(name));
            store->jobs.enqueue(id, queue::JobType::New, queue::priority::newUpload, {});
            store->packages.settle(id);
        }
        const Preview preview = priority({{q("third")}, {}, {}}, 0)->preview(*store);
        QCOMPARE(preview.sentence, q("Do third next"));
        QCOMPARE(preview.rows, (QMap<QString, int>{{q("job"), 1}}));
        priority({{q("third")}, {}, {}}, 0)->apply(*store, preview.stateVersion, actor);
        priority({{q("first")}, {}, {}}, 60)->applyNow(*store, actor);
        while (const auto job = store->jobs.lease(q("here:1"), q("here"))) {
            order.append(job->package);
            store->packages.settle(job->packageId);
        }
        QCOMPARE(order, (QStringList{q("third"), q("second"), q("first")}));
        QCOMPARE(priority({{q("first")}, {}, {}}, 0)->preview(*store).refusals,
                 QStringList{q("first: has no waiting job")});
        QCOMPARE(priority({{q("first")}, {}, {}}, 0)->commandLine(),
                 (QStringList{q("millracectl"), q("priority"), q("first"), q("next")}));
        QCOMPARE(priority({{q("first")}, {}, {}}, 60)->commandLine().constLast(), q("60"));
        for (const int wrong : {-1, 101})
            QCOMPARE(errorOf([&] { priority({{q("first")}, {}, {}}, wrong); }).code(), q("usage.priority"));
    }

    void holdKeepsThePlaceInTheQueue()
    {
        StoreFixture store(q("sqlite"));
        const qint64 hello = store.package(q("hello"));
        const qint64 job = store->jobs.enqueue(hello, queue::JobType::New, 10, {});
        store->packages.settle(hello);
        const auto operation = hold({{q("hello")}, {}, {}});
        operation->setReason(q("waits for the maintainer"));
        QCOMPARE(operation->commandLine(),
                 (QStringList{q("millracectl"), q("hold"), q("hello"), q("--reason"), q("waits for the maintainer")}));
        operation->applyNow(*store, actor);
        QCOMPARE(stateOf(store, hello), PackageState::Paused);
        QCOMPARE(store->packages.byId(hello)->note, q("waits for the maintainer"));
        QVERIFY(!store->jobs.lease(q("here:1"), q("here")));
        QCOMPARE(errorOf([&] { operation->applyNow(*store, actor); }).message(), q("hello: is paused already"));

        resume({{q("hello")}, {}, {}})->applyNow(*store, actor);
        QCOMPARE(stateOf(store, hello), PackageState::Queued);
        QCOMPARE(store->jobs.queuedOf(hello).constFirst().id, job);
        QCOMPARE(store->packages.byId(hello)->note, QString());
    }

    void deniedAndForATime()
    {
        StoreFixture store(q("sqlite"));
        const qint64 hello = store.package(q("hello"));
        const auto aside = [&](const HoldOptions& options) {
            auto operation = hold({{q("hello")}}, options);
            operation->setReason(q("too large"));
            return operation;
        };
        const qint64 then = store.clock.nowMs() + 86'400'000;
        const auto denied = aside({true, then});
        QCOMPARE(denied->name(), q("deny"));
        QCOMPARE(denied->commandLine().mid(1, 3), (QStringList{q("deny"), q("hello"), q("--until")}));
        QVERIFY(denied->preview(*store).sentence.startsWith(q("Deny hello")));
        const Applied first = denied->applyNow(*store, actor);
        QCOMPARE(stateOf(store, hello), PackageState::Denied);
        QCOMPARE(store->packages.byId(hello)->holdUntil, then);
        QCOMPARE(store->packages.nextAsideEnd(), then);
        QVERIFY(store->packages.asideIsOver().isEmpty());
        QCOMPARE(errorOf([&] {
                     aside({true, then})->applyNow(*store, actor);
                 }).message(),
                 q("hello: is denied already"));
        QVERIFY(errorOf([&] {
                    aside({false, store.clock.nowMs()})->applyNow(*store, actor);
                })
                    .message()
                    .contains(q("is over")));

        // Another time, or only for now: that is another decision, which takes the former one's place until undone.
        const Applied second = aside({false, 0})->applyNow(*store, actor);
        QCOMPARE(stateOf(store, hello), PackageState::Paused);
        QCOMPARE(store->packages.nextAsideEnd(), 0);
        Operation::inverse(*store, second.event)->applyNow(*store, actor);
        QCOMPARE(stateOf(store, hello), PackageState::Denied);
        QCOMPARE(store->packages.byId(hello)->holdUntil, then);
        Operation::inverse(*store, first.event)->applyNow(*store, actor);
        QVERIFY(!store->packages.byId(hello)->isAside());
        QCOMPARE(store->packages.byId(hello)->holdUntil, 0);

        denied->applyNow(*store, actor);
        store.clock.advance(86'400'000);
        QCOMPARE(store->packages.asideIsOver(), QStringList{q("hello")});
        resume({{q("hello")}})->applyNow(*store, actor);
        QVERIFY(!store->packages.byId(hello)->isAside());
        QVERIFY(store->packages.asideIsOver().isEmpty());
    }

    void resumeFindsTheTrueState()
    {
        StoreFixture store(q("sqlite"));
        const qint64 failed = store.package(q("failed"));
        store.fail(failed);
        const qint64 fresh = store.package(q("fresh"));
        const qint64 done = store.package(q("done"));
        store.succeed(done);
        const Subjects all{{q("failed"), q("fresh"), q("done")}, {}, {}};
        hold(all)->applyNow(*store, actor);
        QCOMPARE(resume(all)->applyNow(*store, actor).preview.subjects.size(), 3);
        QCOMPARE(stateOf(store, failed), PackageState::Held);
        QCOMPARE(stateOf(store, fresh), PackageState::Queued); // it has a publication that waits
        QCOMPARE(stateOf(store, done), PackageState::Ok);
        QCOMPARE(resume(all)->commandLine(),
                 (QStringList{q("millracectl"), q("resume"), q("failed"), q("fresh"), q("done")}));
    }

    void aRunningPackageIsNotHeld()
    {
        StoreFixture store(q("sqlite"));
        store.running(store.package(q("hello")));
        QCOMPARE(hold({{q("hello")}, {}, {}})->preview(*store).refusals, QStringList{q("hello: runs right now")});
    }

    void sentencesStayShort()
    {
        StoreFixture store(q("sqlite"));
        QStringList names;
        for (int i = 0; i < 7; ++i) {
            names.append(QStringLiteral("p%1").arg(i));
            store.package(names.constLast());
        }
        QCOMPARE(hold({names, {}, {}})->preview(*store).sentence, q("Hold p0, p1 and 5 more"));
        QCOMPARE(hold({names.mid(0, 3), {}, {}})->preview(*store).sentence, q("Hold p0, p1 and p2"));
    }
};

QTEST_GUILESS_MAIN(TestOpsChanges)
#include "tst_ops_changes.moc"
