// SPDX-License-Identifier: GPL-3.0-or-later
// spurious, unspurious, merge, split and rule: preview with forecast, apply, undo, refusals, command line; and that
// bulk Operations do not work package by package.
#include "core/ops/operations.h"
#include "tests/contract/storefixture.h"

#include <QTest>

#include <ctime>

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
constexpr qint64 hour = 3'600'000;

QString all(const Preview& preview)
{
    return (preview.consequences + preview.refusals).join(QLatin1Char('\n'));
}
} // namespace

class TestOpsSignatures : public QObject
{
    Q_OBJECT

    static qint64 idOf(StoreFixture& store, const char* name) { return store->packages.byName(q(name))->id; }
    static PackageState stateOf(StoreFixture& store, const char* name)
    {
        return store->packages.byName(q(name))->state;
    }
    static QString signatureOf(StoreFixture& store, const char* name)
    {
        return store->failures.open(idOf(store, name)).constFirst().signature;
    }
    /// A job that took @p ms.
    static void took(StoreFixture& store, const char* name, qint64 ms)
    {
        const qint64 id = store.package(q(name));
        const store::Job job = store.running(id);
        store->jobs.progress(job, q("unpack"), q("1.0-1"));
        store.clock.advance(ms);
        store->jobs.finish(job, {q("done")});
        store->packages.settle(id);
    }

private slots:
    void spuriousRequeuesWhatIsHeld()
    {
        StoreFixture store(q("sqlite"));
        took(store, "bash", 10'000);
        took(store, "other", 30'000);
        for (const char* name : {"bash", "dash", "zsh", "paused"})
            store.fail(store.package(q(name)));
        store->packages.setPaused(idOf(store, "paused"), true, q("aside"));
        store->packages.settle(idOf(store, "paused"));
        const QString sig = signatureOf(store, "bash");
        const QHash<QString, qint64> counters = store->changeCounters();

        const auto operation = spurious(sig, {hour, 3, store.clock.nowMs() + 100 * hour});
        operation->setReason(q("the mirror is flaky"));
        const Preview preview = operation->preview(*store);
        QVERIFY2(store->changeCounters() == counters, "a preview changes nothing");
        QCOMPARE(preview.subjects, (QStringList{q("bash"), q("dash"), q("zsh")}));
        QCOMPARE(preview.signatures, QStringList{sig});
        QCOMPARE(preview.jobs, 3);
        QCOMPARE(preview.rows, (QMap<QString, int>{{q("failure"), 3}, {q("job"), 3}, {q("spurious"), 1}}));
        QCOMPARE(preview.refs.size(), 3);
        QVERIFY2(all(preview).contains(q("3 held packages are queued again: bash, dash and zsh")), qPrintable(all(preview)));
        QVERIFY(all(preview).contains(q("after 1 h, up to 3 times, until 20")));
        QVERIFY(all(preview).contains(q("1 package is paused, denied or at work")));
        QVERIFY(all(preview).contains(q("no failure of it was retried so far")));
        // bash took 10 s; of the others nothing is known but the quantiles 10 s and 10 s of two jobs.
        QVERIFY(preview.forecast);
        QCOMPARE(preview.forecast->jobs, 3);
        QCOMPARE(preview.forecast->measured, 1);
        QCOMPARE(preview.forecast->before.highMs, 0);
        QCOMPARE(preview.forecast->after.lowMs, 30'000);
        const QJsonObject json = preview.toJson();
        QCOMPARE(json[q("forecast")][q("queue_after_seconds")].toArray(), (QJsonArray{30, 30}));
        QCOMPARE(json[q("signatures")].toArray(), QJsonArray{sig});
        QVERIFY2(all(preview).contains(q("done in 30 s once an engine runs")), qPrintable(all(preview)));

        const Applied applied = operation->apply(*store, preview.stateVersion, actor);
        for (const char* name : {"bash", "dash", "zsh"})
            QCOMPARE(stateOf(store, name), PackageState::Queued);
        QCOMPARE(stateOf(store, "paused"), PackageState::Paused);
        const store::Job job = store->jobs.queuedOf(idOf(store, "bash")).constFirst();
        QCOMPARE(job.priority, queue::priority::retry);
        const store::SpuriousMark mark = *store->spurious.of(sig);
        QCOMPARE(mark.author, actor);
        QCOMPARE(mark.reason, q("the mirror is flaky"));
        QCOMPARE(mark.cap, 3);
        QCOMPARE(mark.acceptedMilli, 4000);
        const store::Event event = *store->events.byId(applied.event);
        QCOMPARE(event.subject, sig);
        QCOMPARE(event.action, q("spurious"));
        QCOMPARE(event.actor, actor);

        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QVERIFY(!store->spurious.of(sig));
        for (const char* name : {"bash", "dash", "zsh"})
            QCOMPARE(stateOf(store, name), PackageState::Held);
        QVERIFY(store->jobs.queuedOf(idOf(store, "bash")).isEmpty());
    }

    void undoLeavesWhatHasRun()
    {
        StoreFixture store(q("sqlite"));
        for (const char* name : {"bash", "dash"})
            store.fail(store.package(q(name)));
        const QString sig = signatureOf(store, "bash");
        const Applied applied = spurious(sig, {})->applyNow(*store, actor);
        const store::Job job = *store->jobs.lease(q("here:1"), q("here"));
        QCOMPARE(job.package, q("bash"));
        store->failures.resolveAll(job.packageId, q("auto"), q("imported"));
        store->jobs.finish(job, {q("done")});
        store->packages.settle(job.packageId);
        QCOMPARE(store->effects.total(sig).recovered, 1);
        const auto undo = Operation::inverse(*store, applied.event);
        const Preview preview = undo->preview(*store);
        QCOMPARE(preview.subjects, QStringList{q("dash")});
        QVERIFY(preview.refusals.constFirst().contains(q("bash: changed since")));
        const Applied undone = undo->apply(*store, preview.stateVersion, actor);
        QVERIFY(!store->spurious.of(sig));
        QCOMPARE(stateOf(store, "bash"), PackageState::Ok);
        QCOMPARE(stateOf(store, "dash"), PackageState::Held);
        // And again.
        Operation::inverse(*store, undone.event)->applyNow(*store, actor);
        QCOMPARE(store->spurious.of(sig)->author, actor);
        QCOMPARE(stateOf(store, "dash"), PackageState::Queued);
    }

    void twoPeopleMarkTheSame()
    {
        StoreFixture store(q("sqlite"));
        store.fail(store.package(q("bash")));
        const QString sig = signatureOf(store, "bash");
        const auto first = spurious(sig, {});
        const auto second = spurious(sig, {hour, 2, 0});
        const qint64 version = second->preview(*store).stateVersion;
        first->applyNow(*store, actor);
        QCOMPARE(errorOf([&] { second->apply(*store, version, actor); }).code(), q("refused.moved"));
        QVERIFY(all(second->preview(*store)).contains(q("takes the place of what ada decided")));
        second->applyNow(*store, q("bob"));
        QCOMPARE(store->spurious.of(sig)->author, q("bob"));
        // The first one cannot be taken back any more, the second can.
        QCOMPARE(errorOf([&] { Operation::inverse(*store, 1); }).code(), q("refused.undo"));
        Operation::inverse(*store, 2)->applyNow(*store, actor);
        QCOMPARE(store->spurious.of(sig)->author, actor);
    }

    void unspurious()
    {
        StoreFixture store(q("sqlite"));
        store.fail(store.package(q("bash")), "net.timeout");
        const QString sig = signatureOf(store, "bash");
        QCOMPARE(errorOf([&] { ops::unspurious(sig)->applyNow(*store, actor); }).code(), q("refused.nothing"));
        ops::spurious(sig, {})->applyNow(*store, actor);
        const Applied applied = ops::unspurious(sig)->applyNow(*store, actor);
        QVERIFY(all(applied.preview).contains(q("retried as all of net.timeout: after 2 h, up to 5 times")));
        QVERIFY(!store->spurious.of(sig));
        QCOMPARE(stateOf(store, "bash"), PackageState::RetryWait);
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QVERIFY(store->spurious.of(sig));
        QCOMPARE(ops::unspurious(sig)->commandLine(), (QStringList{q("millracectl"), q("unspurious"), sig}));
    }

    void whatCannotBeSpurious()
    {
        StoreFixture store(q("sqlite"));
        store.fail(store.package(q("bash")));
        const QString sig = signatureOf(store, "bash");
        const auto code = [&](const QString& one, const SpuriousOptions& options) {
            return errorOf([&] { spurious(one, options)->applyNow(*store, actor); }).code();
        };
        QCOMPARE(code(q("0123456789abcdef"), {}), q("refused.nothing"));
        QCOMPARE(code(sig, {1000, 5, 0}), q("usage.delay"));
        QCOMPARE(code(sig, {hour, 0, 0}), q("usage.cap"));
        QCOMPARE(code(sig, {hour, 5, store.clock.nowMs()}), q("usage.expires"));
    }

    void mergeAndUndo()
    {
        StoreFixture store(q("sqlite"));
        store.fail(store.package(q("a")), "dsc.files");
        store.fail(store.package(q("b")), "dsc.format");
        const QString sigA = signatureOf(store, "a");
        const QString sigB = signatureOf(store, "b");
        const auto operation = merge({sigB, sigA}, sigA);
        QCOMPARE(operation->commandLine(), (QStringList{q("millracectl"), q("merge"), sigB, sigA, q("into"), sigA}));
        const Preview preview = operation->preview(*store);
        QCOMPARE(preview.signatures, (QStringList{sigB, sigA}));
        QVERIFY(all(preview).contains(q("1 package with an open failure joins the 1 that it has")));
        QVERIFY(preview.refusals.constFirst().contains(q("is the one to merge into")));
        const Applied applied = operation->apply(*store, preview.stateVersion, actor);
        QCOMPARE(signatureOf(store, "b"), sigA);
        store.fail(store.package(q("c")), "dsc.format");
        QCOMPARE(signatureOf(store, "c"), sigA);
        QVERIFY(all(merge({sigB}, sigA)->preview(*store)).contains(q("is merged into ") + sigA));
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QCOMPARE(signatureOf(store, "a"), sigA);
        QCOMPARE(signatureOf(store, "b"), sigB);
        QCOMPARE(signatureOf(store, "c"), sigB);
    }

    void splitAndUndo()
    {
        StoreFixture store(q("sqlite"));
        for (const char* name : {"a", "b"})
            store.fail(store.package(q(name)));
        const QString sig = signatureOf(store, "a");
        const auto operation = split(sig, failure::SplitBy::Package);
        QCOMPARE(operation->commandLine().join(QLatin1Char(' ')), q("millracectl split ") + sig + q(" --by package"));
        QVERIFY(all(operation->preview(*store)).contains(q("2 parts of the failures that are there: a and b")));
        const Applied applied = operation->applyNow(*store, actor);
        QVERIFY(signatureOf(store, "a") != signatureOf(store, "b"));
        QVERIFY(all(split(sig, failure::SplitBy::Version)->preview(*store)).contains(q("is split by package")));
        Operation::inverse(*store, applied.event)->applyNow(*store, actor);
        QCOMPARE(signatureOf(store, "a"), sig);
        QCOMPARE(signatureOf(store, "b"), sig);
        ops::spurious(sig, {})->applyNow(*store, actor);
        QVERIFY(all(operation->preview(*store)).contains(q("marked as spurious")));
    }

    void rulesAndUndo()
    {
        StoreFixture store(q("sqlite"));
        RuleOptions retry;
        retry.policy = failure::Policy::Retry;
        retry.cap = 2;
        const auto operation = setRule(q("dsc.*"), retry);
        operation->setReason(q("dpkg was broken"));
        QCOMPARE(operation->commandLine().join(QLatin1Char(' ')),
                 q("millracectl rule dsc.* --policy retry --cap 2"));
        const Preview preview = operation->preview(*store);
        QCOMPARE(preview.codes, QStringList{q("dsc.*")});
        QVERIFY(all(preview).contains(q("retried after 120 min, up to 2 times")));
        const Applied applied = operation->apply(*store, preview.stateVersion, actor);
        QCOMPARE(store->rules.byCode(q("dsc.*"))->reason, q("dpkg was broken"));
        QCOMPARE(store->events.byId(applied.event)->subject, q("dsc.*"));
        QCOMPARE(errorOf([&] { operation->apply(*store, preview.stateVersion, actor); }).code(), q("refused.moved"));
        store.fail(store.package(q("bash")));
        QCOMPARE(stateOf(store, "bash"), PackageState::RetryWait);

        RuleOptions back;
        back.builtIn = true;
        const Applied removed = setRule(q("dsc.*"), back)->applyNow(*store, actor);
        QVERIFY(all(removed.preview).contains(q("failures of it hold their packages")));
        QVERIFY(!store->rules.byCode(q("dsc.*")));
        QCOMPARE(errorOf([&] { setRule(q("dsc.*"), back)->applyNow(*store, actor); }).code(), q("refused.nothing"));
        Operation::inverse(*store, removed.event)->applyNow(*store, actor);
        QCOMPARE(store->rules.byCode(q("dsc.*"))->change.cap, 2);
        QCOMPARE(store->rules.byCode(q("dsc.*"))->author, actor);

        for (const char* code : {"limit.disk", "*", "nosuch.*"})
            QCOMPARE(errorOf([&] { setRule(q(code), retry); }).code(), q("usage.rule"));
        QCOMPARE(errorOf([&] { setRule(q("net.*"), {}); }).code(), q("usage.rule"));
    }

    void oneSignatureMayBeRetriedForNewUploads()
    {
        StoreFixture store(q("sqlite"));
        store.fail(store.package(q("bash")));
        RuleOptions options;
        options.retryOnNewUpload = true;
        setRule(signatureOf(store, "bash"), options)->applyNow(*store, actor);
        const store::StoredRule rule = *store->rules.byCode(signatureOf(store, "bash"));
        QCOMPARE(rule.change.policy, failure::Policy::Hold); // that is as it was
        QVERIFY(rule.change.retryOnNewUpload);
        QVERIFY(store->failures.retryForNewUpload(idOf(store, "bash")));
    }

    void retryForecastsTheWork()
    {
        StoreFixture store(q("sqlite"));
        store.fail(store.package(q("bash")));
        // What failed says nothing of how long an import takes.
        QVERIFY(!retry({{q("bash")}, {}, {}})->preview(*store).forecast->known());
        took(store, "dash", 20'000);
        store->hosts.beat(q("here"), 0, 2, q("running"));
        store->jobs.enqueue(store.package(q("waits")), queue::JobType::New, queue::priority::newUpload, {});
        const Preview preview = retry({{q("bash")}, {}, {}})->preview(*store);
        QVERIFY(preview.forecast->running);
        QCOMPARE(preview.forecast->slotCount, 2);
        QCOMPARE(preview.forecast->packages.lowMs, 20'000); // in front of all others, but by one worker alone
        QCOMPARE(preview.forecast->before.lowMs, 20'000);
        QCOMPARE(preview.forecast->after.lowMs, 20'000); // two at once
        QVERIFY(all(preview).contains(q("done in 20 s; the queue then takes 20 s, without this 20 s")));
    }

    // 5,000 packages at once must cost much less than 5,000 times one: the numbers are printed.
    void bulkIsNotOneByOne()
    {
        StoreFixture store(q("sqlite"));
        constexpr int many = 5000;
        store->transaction([&] {
            for (int i = 0; i < many + 20; ++i)
                store.fail(store.package(QStringLiteral("p%1").arg(i)), i < 20 ? "dsc.format" : "dsc.files");
        });
        // Of this process alone: the machine may have other things to do.
        const auto milliseconds = [](const std::function<void()>& work) {
            const std::clock_t begin = std::clock();
            work();
            return 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
        };
        const double one = milliseconds([&] {
                               for (int i = 0; i < 20; ++i)
                                   retry({{QStringLiteral("p%1").arg(i)}, {}, {}})->applyNow(*store, actor);
                           }) /
                           20;
        const QString sig = store->failures.open(store->packages.byName(q("p100"))->id).constFirst().signature;
        const auto operation = spurious(sig, {});
        Preview preview;
        Applied applied;
        const double previewed = milliseconds([&] { preview = operation->preview(*store); });
        const double marked =
            milliseconds([&] { applied = operation->apply(*store, preview.stateVersion, actor); });
        QCOMPARE(applied.preview.subjects.size(), many);
        QCOMPARE(store->lists.ids(store::ListKind::Queue, {}).size(), many + 20);
        const double undone =
            milliseconds([&] { Operation::inverse(*store, applied.event)->applyNow(*store, actor); });
        QCOMPARE(store->failures.packagesOf(sig).size(), many);
        const double retried = milliseconds([&] { retry({{}, sig, {}})->applyNow(*store, actor); });
        qInfo("one retry %.2f ms; of %d packages: preview %.0f ms, spurious %.0f ms, undo %.0f ms, retry %.0f ms", one,
              many, previewed, marked, undone, retried);
        QVERIFY2(marked < one * many / 5, "marking works package by package");
        QVERIFY2(retried < one * many / 5, "retrying works package by package");
    }
};

QTEST_GUILESS_MAIN(TestOpsSignatures)
#include "tst_ops_signatures.moc"
