// SPDX-License-Identifier: GPL-3.0-or-later
// Undo of every Operation, redo by undoing the undo, and when undo refuses.
#include "core/ops/operations.h"
#include "core/ops/snapshot.h"
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::ops;
using namespace millrace::store;
using namespace millrace::test;
using queue::PackageState;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}
const QString actor = QStringLiteral("ada");
const QStringList names{QStringLiteral("failed"), QStringLiteral("fresh"), QStringLiteral("paused"),
                        QStringLiteral("queued")};

/// One package in each state in which an Operation can find it.
void populate(StoreFixture& store)
{
    store.fail(store.package(q("failed")), "net.timeout");
    store->packages.setTracked(store.package(q("fresh")), false);
    const qint64 paused = store.package(q("paused"));
    store->packages.setPaused(paused, true, q("an old reason"));
    store->packages.settle(paused);
    const qint64 queued = store.package(q("queued"));
    store->jobs.enqueue(queued, queue::JobType::New, 20, q("new"));
    store->packages.settle(queued);
}

QJsonObject snapshot(StateStore& store)
{
    Preview all;
    for (const Package& package : store.packages.byNames(names))
        all.add(package);
    return Snapshot::after(store, all).toJson();
}

/// As events were written before they left out what a package has not.
QJsonObject inFull(const QJsonObject& snapshot)
{
    QJsonArray packages;
    const QJsonArray brief = snapshot[q("packages")].toArray();
    for (const QJsonValue& value : brief) {
        QJsonObject package = value.toObject();
        QJsonArray failures;
        const QJsonArray briefFailures = package[q("failures")].toArray();
        for (const QJsonValue& one : briefFailures) {
            QJsonObject failure = one.toObject();
            for (const QString& key : {q("auto_retries"), q("next_retry_at")})
                failure.insert(key, failure[key].toInteger());
            failures.append(failure);
        }
        package.insert(q("failures"), failures);
        package.insert(q("jobs"), package[q("jobs")].toArray());
        package.insert(q("note"), package[q("note")].toString());
        packages.append(package);
    }
    return {{q("packages"), packages}};
}

std::unique_ptr<Operation> operationOf(const QString& name)
{
    const Subjects all{names, {}, {}};
    if (name == q("retry"))
        return retry(all);
    if (name == q("import"))
        return import(names);
    if (name == q("track"))
        return track(names, true);
    if (name == q("untrack"))
        return track(names, false);
    if (name == q("priority"))
        return priority(all, 5);
    if (name == q("hold"))
        return hold(all);
    if (name == q("skip"))
        return skip({{q("fresh"), q("queued")}, {}, {}}, q("1.0-1"), true);
    if (name == q("override"))
        return decideVersion(q("fresh"), {q("1.0-1"), q("0.9-1"), {}, false});
    return resume(all);
}
} // namespace

class TestOpsUndo : public QObject
{
    Q_OBJECT
private slots:
    void undoAndRedo_data()
    {
        QTest::addColumn<QString>("name");
        for (const char* name :
             {"retry", "import", "track", "untrack", "priority", "hold", "resume", "override", "skip"})
            QTest::newRow(name) << q(name);
    }

    void undoAndRedo()
    {
        QFETCH(QString, name);
        StoreFixture store(q("sqlite"));
        populate(store);
        const QJsonObject before = snapshot(*store);
        const Applied applied = operationOf(name)->applyNow(*store, actor);
        const QJsonObject after = snapshot(*store);
        QVERIFY(before != after);

        const auto undo = Operation::inverse(*store, applied.event);
        QCOMPARE(undo->name(), q("undo"));
        QCOMPARE(undo->undoes(), applied.event);
        QCOMPARE(undo->commandLine(), (QStringList{q("millracectl"), q("undo"), QString::number(applied.event)}));
        const Preview preview = undo->preview(*store);
        QCOMPARE(preview.subjects, applied.preview.subjects);
        QVERIFY(preview.sentence.contains(applied.preview.sentence));
        QCOMPARE(snapshot(*store), after);
        const Applied undone = undo->apply(*store, preview.stateVersion, actor);
        QCOMPARE(snapshot(*store), before);
        QCOMPARE(store->events.byId(applied.event)->undoneBy, undone.event);
        QCOMPARE(store->events.byId(undone.event)->undoes, applied.event);

        const Error twice = errorOf([&] { Operation::inverse(*store, applied.event); });
        QCOMPARE(twice.code(), q("refused.undo"));
        QVERIFY(twice.advice().contains(QString::number(undone.event)));

        const Applied redone = Operation::inverse(*store, undone.event)->applyNow(*store, actor);
        QCOMPARE(snapshot(*store), after);
        Operation::inverse(*store, redone.event)->applyNow(*store, actor);
        QCOMPARE(snapshot(*store), before);
    }

    void anOlderEventIsTakenBackToo()
    {
        StoreFixture store(q("sqlite"));
        populate(store);
        const qint64 other = store.package(q("other"));
        store.fail(other, "net.timeout");
        const QJsonObject before = snapshot(*store);
        store::Event event = *store->events.byId(retry({{q("failed")}, {}, {}})->applyNow(*store, actor).event);
        QVERIFY(!event.before[q("packages")].toArray().first().toObject().contains(q("jobs")));
        event.before = inFull(event.before);
        event.after = inFull(event.after);
        Operation::inverse(*store, store->events.append(event))->applyNow(*store, actor);
        QCOMPARE(snapshot(*store), before);

        // And is still compared with what is there.
        event = *store->events.byId(retry({{q("other")}, {}, {}})->applyNow(*store, actor).event);
        event.after = inFull(event.after);
        store->packages.setPaused(other, true, q("why"));
        QCOMPARE(errorOf([&] { Operation::inverse(*store, store->events.append(event)); }).code(), q("refused.undo"));
    }

    void refusesWhenWorkWentOn()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("hello"));
        store.fail(id);
        const Applied applied = retry({{q("hello")}, {}, {}})->applyNow(*store, actor);
        const auto early = Operation::inverse(*store, applied.event);
        const Preview preview = early->preview(*store);
        const auto job = store->jobs.lease(q("here:1"), q("here"));
        QVERIFY(job);
        store->packages.settle(id);
        const Error running = errorOf([&] { Operation::inverse(*store, applied.event); });
        QCOMPARE(running.code(), q("refused.undo"));
        QVERIFY(running.message().contains(q("hello changed since")));
        QCOMPARE(errorOf([&] { early->apply(*store, preview.stateVersion, actor); }).code(), q("refused.moved"));
        store->jobs.finish(*job, {q("done")});
        store->packages.settle(id);
        QCOMPARE(errorOf([&] { Operation::inverse(*store, applied.event); }).code(), q("refused.undo"));
    }

    void anUndoPreparedTwiceWorksOnce()
    {
        StoreFixture store(q("sqlite"));
        store.package(q("hello"));
        const Applied applied = hold({{q("hello")}, {}, {}})->applyNow(*store, actor);
        const auto first = Operation::inverse(*store, applied.event);
        const auto second = Operation::inverse(*store, applied.event);
        const qint64 version = second->preview(*store).stateVersion;
        first->applyNow(*store, actor);
        QCOMPARE(errorOf([&] { second->apply(*store, version, actor); }).code(), q("refused.moved"));
    }

    void refusesWhatIsNoOperation()
    {
        StoreFixture store(q("sqlite"));
        QCOMPARE(errorOf([&] { Operation::inverse(*store, 77); }).code(), q("refused.undo"));
        store::Event event;
        event.actor = q("engine");
        event.action = q("import");
        event.subject = q("hello");
        event.summary = q("Imported one version of hello");
        const qint64 id = store->events.append(event);
        QCOMPARE(errorOf([&] { Operation::inverse(*store, id); }).code(), q("refused.undo"));
    }

    void retryCountersComeBack()
    {
        StoreFixture store(q("sqlite"));
        const qint64 id = store.package(q("hello"));
        store.fail(id, "net.timeout");
        const qint64 failure = store.fail(id, "net.timeout");
        const store::Failure before = *store->failures.byId(failure);
        QCOMPARE(before.autoRetries, 2);
        const Applied applied = retry({{q("hello")}, {}, {}})->applyNow(*store, actor);
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        const store::Failure after = *store->failures.byId(failure);
        QCOMPARE(after.autoRetries, 2);
        QCOMPARE(after.nextRetryAt, before.nextRetryAt);
        QCOMPARE(after.state, q("retry_wait"));
        QCOMPARE(store->packages.byId(id)->state, PackageState::RetryWait);
    }
};

QTEST_GUILESS_MAIN(TestOpsUndo)
#include "tst_ops_undo.moc"
