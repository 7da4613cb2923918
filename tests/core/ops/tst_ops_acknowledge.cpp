// SPDX-License-Identifier: GPL-3.0-or-later
// Acknowledging what verification found: preview, change, refusals, undo, and that it lasts just as long as the finding
// stays what it is.
#include "core/ops/operations.h"
#include "tests/contract/storefixture.h"

#include <QTest>

using namespace millrace;
using namespace millrace::ops;
using namespace millrace::test;

namespace {

QString q(const char* text)
{
    return QString::fromUtf8(text);
}

const QString actor = QStringLiteral("ada");

store::Finding movedBranch(const char* where = "c")
{
    store::Finding finding;
    finding.check = q("I2");
    finding.code = q("branch.rewritten");
    finding.subject = q("refs/heads/debian/sid");
    finding.severity = q("error");
    finding.message = q("the branch debian/sid was moved");
    finding.actual = {{q("commit"), fakeOid(q(where))}};
    return finding;
}

} // namespace

class TestOpsAcknowledge : public QObject
{
    Q_OBJECT

    static void verified(StoreFixture& store, qint64 package, const QList<store::Finding>& findings)
    {
        store->findings.record(package, findings, {{q("I2"), true, {}}}, {});
    }
    static qsizetype openCount(StoreFixture& store)
    {
        return store->lists.ids(store::ListKind::Findings, {q("state:open"), {}, false}).size();
    }

private slots:
    void itLeavesTheOpenOnesUntilItChanges()
    {
        StoreFixture store(q("sqlite"));
        const qint64 package = store.package(q("sample"));
        verified(store, package, {movedBranch()});
        const qint64 id = store->findings.ofPackage(package).constFirst().id;
        const auto operation = acknowledge({id});
        operation->setReason(q("moved on purpose"));
        const Preview preview = operation->preview(*store);
        QCOMPARE(preview.subjects, QStringList{q("sample")});
        QCOMPARE(preview.rows.value(q("finding")), 1);
        QCOMPARE(openCount(store), 1); // a preview changes nothing
        operation->apply(*store, preview.stateVersion, actor);
        QCOMPARE(openCount(store), 0);
        QCOMPARE(store->status().verification.errors, 0);
        QCOMPARE(store->findings.ofPackage(package).constFirst().state, q("acknowledged"));

        // The same again is known …
        verified(store, package, {movedBranch()});
        QCOMPARE(openCount(store), 0);
        // … something else at the same place is news …
        verified(store, package, {movedBranch("elsewhere")});
        QCOMPARE(openCount(store), 1);
        // … and so is what comes back after it was gone.
        acknowledge({id})->applyNow(*store, actor);
        verified(store, package, {});
        QCOMPARE(errorOf([&] { acknowledge({id})->applyNow(*store, actor); }).code(), q("refused.nothing"));
        verified(store, package, {movedBranch("elsewhere")});
        QCOMPARE(openCount(store), 1);
    }

    void undoAndItsUndo()
    {
        StoreFixture store(q("sqlite"));
        const qint64 package = store.package(q("sample"));
        verified(store, package, {movedBranch()});
        const qint64 id = store->findings.ofPackage(package).constFirst().id;
        const Applied applied = acknowledge({id})->applyNow(*store, actor);
        const Applied undone = Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QCOMPARE(openCount(store), 1);
        QCOMPARE(errorOf([&] { Operation::inverse(*store, applied.event); }).code(), q("refused.undo"));
        Operation::inverse(*store, undone.event)->applyNow(*store, actor);
        QCOMPARE(openCount(store), 0);

        const Applied open = acknowledge({id}, false)->applyNow(*store, actor);
        QCOMPARE(openCount(store), 1);
        // What a verification has changed meanwhile is not the event's to take back.
        acknowledge({id})->applyNow(*store, actor);
        verified(store, package, {movedBranch("elsewhere")});
        QCOMPARE(openCount(store), 1);
        verified(store, package, {});
        QCOMPARE(errorOf([&] { Operation::inverse(*store, open.event); }).code(), q("refused.undo"));
    }

    void refusals()
    {
        StoreFixture store(q("sqlite"));
        const qint64 package = store.package(q("sample"));
        verified(store, package, {movedBranch()});
        const qint64 id = store->findings.ofPackage(package).constFirst().id;
        const Preview preview = acknowledge({id, id + 7})->preview(*store);
        QCOMPARE(preview.refusals.size(), 1);
        QVERIFY(preview.refusals.constFirst().contains(q("there is no such finding")));
        QVERIFY(acknowledge({id}, false)->preview(*store).empty());
        // Found once more since the preview: it may be another one by now.
        const auto operation = acknowledge({id});
        const Preview before = operation->preview(*store);
        verified(store, package, {movedBranch("elsewhere")});
        QCOMPARE(errorOf([&] { operation->apply(*store, before.stateVersion, actor); }).code(), q("refused.moved"));
        QCOMPARE(operation->commandLine(), (QStringList{q("millracectl"), q("acknowledge"), QString::number(id)}));
    }

    void otherUndosAreNotInTheWay()
    {
        StoreFixture store(q("sqlite"));
        const qint64 package = store.package(q("sample"));
        store.fail(package);
        verified(store, package, {movedBranch()});
        const Applied held = hold({{q("sample")}})->applyNow(*store, actor);
        acknowledge({store->findings.ofPackage(package).constFirst().id})->applyNow(*store, actor);
        Operation::inverse(*store, held.event)->applyNow(*store, actor);
        QCOMPARE(store->packages.byId(package)->state, queue::PackageState::Held);
        QCOMPARE(openCount(store), 0);
    }
};

QTEST_GUILESS_MAIN(TestOpsAcknowledge)
#include "tst_ops_acknowledge.moc"
