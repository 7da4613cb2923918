// SPDX-License-Identifier: GPL-3.0-or-later
// What becomes of somebody's upstream tag, as far as the store goes: the state "decision", refusals, previews and undo
// (importer.md b13, b17). That the refs follow is shown by tst_corner_decision.
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

Error conflict(const char* version = "1.0", const char* tagTree = "theirs")
{
    return Error(q("state.upstream_conflict"), q("somebody else's"),
                 {{q("tag"), q("upstream/") + q(version)},
                  {q("upstream version"), q(version)},
                  {q("value of the tag"), fakeOid(q("tag"))},
                  {q("tree of the tag"), fakeOid(q(tagTree))},
                  {q("tree of the tarball"), fakeOid(q("ours"))}});
}

} // namespace

class TestOpsDecide : public QObject
{
    Q_OBJECT

    static void fail(StoreFixture& store, qint64 package, const QList<store::NewFailure>& failures)
    {
        const store::Job job = store.running(package);
        store->failures.recordAttempt(package, job.package, job.attemptId, failures);
        store->jobs.finish(job, {q("failed")});
        store->packages.settle(package);
    }
    static queue::PackageState state(StoreFixture& store, qint64 package)
    {
        return store->packages.byId(package)->state;
    }

private slots:
    void aConflictIsADecision()
    {
        StoreFixture store(q("sqlite"));
        const qint64 package = store.package(q("sample"));
        fail(store, package, {{conflict(), q("1.0-1"), q("sid")}});
        QCOMPARE(state(store, package), queue::PackageState::Decision);
        QCOMPARE(store->status().decisions, 1);
        QCOMPARE(store->status().held, 0);
        // Beside something that needs a repair the package is held, so that it can be retried.
        fail(store, package,
             {{conflict(), q("1.0-1"), q("sid")}, {Error(q("dsc.files"), q("broken")), q("2.0-1"), q("sid")}});
        QCOMPARE(state(store, package), queue::PackageState::Held);
        // A pause ends where it began.
        fail(store, package, {{conflict(), q("1.0-1"), q("sid")}});
        hold({{q("sample")}})->applyNow(*store, actor);
        resume({{q("sample")}})->applyNow(*store, actor);
        QCOMPARE(state(store, package), queue::PackageState::Decision);
    }

    void choices_data()
    {
        QTest::addColumn<UpstreamChoice>("choice");
        QTest::addColumn<QString>("value");
        QTest::newRow("keep") << UpstreamChoice::Keep << q("keep");
        QTest::newRow("move") << UpstreamChoice::Move << q("move:") + fakeOid(q("tag"));
    }

    void choices()
    {
        QFETCH(UpstreamChoice, choice);
        QFETCH(QString, value);
        StoreFixture store(q("sqlite"));
        const qint64 package = store.package(q("sample"));
        fail(store, package, {{conflict(), q("1.0-1"), q("sid")}});
        const auto operation = decideUpstream(q("sample"), {}, choice);
        const Preview preview = operation->preview(*store);
        QCOMPARE(preview.subjects, QStringList{q("sample")});
        QCOMPARE(preview.jobs, 1);
        QVERIFY(!preview.refs.isEmpty());
        QCOMPARE(state(store, package), queue::PackageState::Decision);
        const Applied applied = operation->apply(*store, preview.stateVersion, actor);
        QCOMPARE(state(store, package), queue::PackageState::Queued);
        QCOMPARE(store->overrides.ofPackage(package), (QList<store::Override>{{q("1.0"), q("upstream"), value}}));
        QVERIFY(store->failures.open(package).isEmpty());
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QCOMPARE(state(store, package), queue::PackageState::Decision);
        QVERIFY(store->overrides.ofPackage(package).isEmpty());
        QVERIFY(store->jobs.queuedOf(package).isEmpty());
        QCOMPARE(store->failures.open(package).size(), 1);
    }

    void adoptOnlyWhatIsEqual()
    {
        StoreFixture store(q("sqlite"));
        const qint64 package = store.package(q("sample"));
        fail(store, package, {{conflict(), q("1.0-1"), q("sid")}});
        const auto refusal = [&](const QString& treeNow) {
            return decideUpstream(q("sample"), q("1.0"), UpstreamChoice::Adopt, treeNow)
                ->preview(*store)
                .refusals.join(QString());
        };
        QVERIFY(refusal({}).contains(q("other files than the tarball")));
        QVERIFY(refusal(fakeOid(q("something else"))).contains(q("other files than the tarball")));
        QCOMPARE(refusal(fakeOid(q("ours"))), QString());
        decideUpstream(q("sample"), q("1.0"), UpstreamChoice::Adopt, fakeOid(q("ours")))->applyNow(*store, actor);
        QCOMPARE(store->overrides.ofPackage(package), (QList<store::Override>{{q("1.0"), q("upstream"), q("adopt")}}));
    }

    void refusals()
    {
        StoreFixture store(q("sqlite"));
        const qint64 package = store.package(q("sample"));
        const auto refusal = [&](const char* version) {
            return decideUpstream(q("sample"), q(version), UpstreamChoice::Keep)
                ->preview(*store)
                .refusals.join(QString());
        };
        QVERIFY(refusal("").contains(q("no upstream tag to decide about")));
        fail(store, package, {{conflict("1.0"), q("1.0-1"), q("sid")}, {conflict("2.0"), q("2.0-1"), q("trixie")}});
        QVERIFY(refusal("").contains(q("say which version")));
        QVERIFY(refusal("3.0").contains(q("no decision to make about upstream 3.0")));
        QCOMPARE(refusal("2.0"), QString());
        // One is decided, the other one still waits.
        decideUpstream(q("sample"), q("2.0"), UpstreamChoice::Keep)->applyNow(*store, actor);
        QCOMPARE(store->failures.open(package).size(), 1);
        store.running(package, queue::JobType::Retry);
        QVERIFY(refusal("1.0").contains(q("runs right now")));
    }

    void names()
    {
        for (const UpstreamChoice choice : {UpstreamChoice::Keep, UpstreamChoice::Adopt, UpstreamChoice::Move})
            QCOMPARE(upstreamChoiceFromName(upstreamChoiceName(choice)), std::optional(choice));
        QVERIFY(!upstreamChoiceFromName(q("ours")));
        QCOMPARE(decideUpstream(q("sample"), q("1.0"), UpstreamChoice::Move)->commandLine(),
                 (QStringList{q("millracectl"), q("decide"), q("sample"), q("1.0"), q("move")}));
    }
};

QTEST_GUILESS_MAIN(TestOpsDecide)
#include "tst_ops_decide.moc"
