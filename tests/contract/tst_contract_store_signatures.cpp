// SPDX-License-Identifier: GPL-3.0-or-later
// What people decide about failures, as the store keeps and uses it: rules, spurious marks with expiry and baseline,
// merged and split signatures, and what came of retries (importer.md b10, b11, b18, b19).
#include "core/failure/baseline.h"
#include "core/store/groupfacts.h"
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
constexpr qint64 hour = 3'600'000;
constexpr qint64 day = 24 * hour;

StoredRule decided(const char* code, failure::Policy policy, int cap, qint64 delayMs, bool onNewUpload = false)
{
    return {{q(code), policy, cap, delayMs, onNewUpload}, q("ada"), q("because"), 0};
}
} // namespace

class TestContractSignatures : public QObject
{
    Q_OBJECT

    static QString signatureOf(StoreFixture& store, qint64 package)
    {
        return store->failures.open(package).constFirst().signature;
    }
    static Failure openOf(StoreFixture& store, qint64 package) { return store->failures.open(package).constFirst(); }
    static QStringList events(StoreFixture& store, const char* action)
    {
        QStringList summaries;
        for (const qint64 id : store->lists.ids(ListKind::Events, {q("action:") + q(action), {}, false}))
            summaries.append(store->events.byId(id)->summary);
        return summaries;
    }
    /// @p count packages that fail with "dsc.files" for the first time.
    static void freshFailures(StoreFixture& store, const char* prefix, int count)
    {
        for (int i = 0; i < count; ++i)
            store.fail(store.package(q(prefix) + QString::number(i)));
    }

private slots:
    void initTestCase_data() { addBackends(); }

    void aRuleHoldsForFailuresFromThenOn()
    {
        StoreFixture store;
        const qint64 before = store.package(q("before"));
        store.fail(before, "dsc.files");
        store->rules.set(decided("dsc.files", failure::Policy::Retry, 2, hour));
        QCOMPARE(store->rules.byCode(q("dsc.files"))->author, q("ada"));
        QCOMPARE(store->rules.byCode(q("dsc.files"))->at, store.clock.nowMs());
        QCOMPARE(openOf(store, before).state, q("held"));
        const qint64 after = store.package(q("after"));
        store.fail(after, "dsc.files");
        QCOMPARE(openOf(store, after).state, q("retry_wait"));
        const qint64 wait = openOf(store, after).nextRetryAt - store.clock.nowMs();
        QVERIFY(wait >= hour * 9 / 10 && wait <= hour * 11 / 10);
        store.fail(after, "dsc.files");
        store.fail(after, "dsc.files");
        QCOMPARE(openOf(store, after).state, q("spurious_capped"));
        // The group shows the policy that is in force.
        QCOMPARE(store->signatures.bySig(signatureOf(store, after))->policy, q("retry"));
        store->rules.remove(q("dsc.files"));
        QCOMPARE(store->signatures.bySig(signatureOf(store, after))->policy, q("hold"));
        const qint64 later = store.package(q("later"));
        store.fail(later, "dsc.files");
        QCOMPARE(openOf(store, later).state, q("held"));
    }

    void theTableListsWhatIsInForce()
    {
        StoreFixture store;
        const qsizetype builtIn = store->rules.list().size();
        QCOMPARE(builtIn, failure::builtInRules().size());
        store->rules.set(decided("net.*", failure::Policy::Hold, 0, hour));
        store->rules.set(decided("dsc.unheardof", failure::Policy::Retry, 1, hour));
        const QList<ListedRule> list = store->rules.list();
        QCOMPARE(list.size(), builtIn + 1);
        int held = 0;
        for (const ListedRule& one : list) {
            if (one.rule.code.startsWith(q("net.")))
                held += one.rule.policy == failure::Policy::Hold ? 1 : 100;
            QCOMPARE(one.stored.has_value(), one.rule.code == q("net.*") || one.rule.code == q("dsc.unheardof"));
        }
        QCOMPARE(held, 5);
        QCOMPARE(list.constLast().rule.code, q("dsc.unheardof"));
    }

    void heldPackagesStayHeldUnlessARuleSaysOtherwise()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.fail(id);
        QVERIFY(!store->failures.retryForNewUpload(id));
        QCOMPARE(store->packages.settle(id), queue::PackageState::Held);
        // New uploads are counted: they wait behind the failure.
        store.publish(store.suite(q("bookworm")), {sourceRecord(q("hello"), q("1.0-2"))});
        const QList<qint64> rows = store->lists.ids(ListKind::Failures, {});
        const ListRow row = store->lists.rows(ListKind::Failures, rows).constFirst();
        QCOMPARE(row.cells.at(Lists::column(ListKind::Failures, q("waiting"))).toInt(), 2);

        StoredRule rule = decided("", failure::Policy::Hold, 0, 0, true);
        rule.change.code = signatureOf(store, id);
        store->rules.set(rule);
        QVERIFY(store->failures.retryForNewUpload(id));
        QVERIFY(store->failures.open(id).isEmpty());
        // It fails again: the same failure, its counters go on.
        const qint64 again = store.fail(id);
        QCOMPARE(store->details.failure(again)->count, 2);
    }

    void aSpuriousSignatureHasItsOwnDelayAndCap()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.fail(id);
        const QString sig = signatureOf(store, id);
        SpuriousMark mark;
        mark.delayMs = 10 * 60'000;
        mark.cap = 2;
        mark.author = q("ada");
        mark.since = store.clock.nowMs();
        store->spurious.set(sig, mark);
        QCOMPARE(*store->spurious.of(sig), mark);
        for (int retry = 1; retry <= 2; ++retry) {
            store.fail(id);
            QCOMPARE(openOf(store, id).state, q("retry_wait"));
            QCOMPARE(openOf(store, id).autoRetries, retry);
            const qint64 wait = openOf(store, id).nextRetryAt - store.clock.nowMs();
            QVERIFY(wait >= 9 * 60'000 && wait <= 11 * 60'000);
        }
        store.fail(id);
        QCOMPARE(openOf(store, id).state, q("spurious_capped"));
        store->spurious.set(sig, std::nullopt);
        QVERIFY(!store->spurious.of(sig));
    }

    void aMarkExpires()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.fail(id);
        const QString sig = signatureOf(store, id);
        SpuriousMark mark;
        mark.since = store.clock.nowMs();
        mark.expiresAt = mark.since + day;
        store->spurious.set(sig, mark);
        QCOMPARE(store->spurious.nextExpiry(), mark.expiresAt);
        QCOMPARE(store->spurious.expire(), 0);
        store.clock.advance(day);
        // The next failure finds that out by itself …
        store.fail(id);
        QCOMPARE(openOf(store, id).state, q("held"));
        QCOMPARE(store->spurious.of(sig)->state, q("expired"));
        QCOMPARE(events(store, "expire").size(), 1);
        QCOMPARE(store->spurious.nextExpiry(), 0);
        // … and the engine's tick without any.
        mark.expiresAt = store.clock.nowMs() + hour;
        store->spurious.set(sig, mark);
        store.clock.advance(2 * hour);
        QCOMPARE(store->spurious.expire(), 1);
        QCOMPARE(store->spurious.expire(), 0);
        QCOMPARE(events(store, "expire").size(), 2);
    }

    void itReopensWhenItsRateLeavesTheBaseline()
    {
        StoreFixture store;
        store.clock.set(1000 * day + hour);
        freshFailures(store, "seen", 9);
        const QString sig = signatureOf(store, store->packages.byName(q("seen0"))->id);
        SpuriousMark mark;
        mark.since = store.clock.nowMs();
        mark.acceptedMilli = static_cast<int>(store->effects.meanSeen(sig) * 1000);
        QCOMPARE(mark.acceptedMilli, 9000);
        store->spurious.set(sig, mark);
        QCOMPARE(store->spurious.mostExpected(sig, mark), 18);
        // Nine of today are there already; failures of retries are no new ones.
        store->failures.resolveAll(store->packages.byName(q("seen0"))->id, q("spurious"), {});
        store.fail(store->packages.byName(q("seen0"))->id);
        QCOMPARE(store->effects.freshToday(sig), 9);
        freshFailures(store, "more", 9);
        QCOMPARE(store->spurious.of(sig)->state, q("active"));
        QCOMPARE(openOf(store, store->packages.byName(q("more8"))->id).state, q("retry_wait"));
        freshFailures(store, "last", 1);
        QCOMPARE(store->spurious.of(sig)->state, q("suspended"));
        QCOMPARE(store->spurious.of(sig)->endedAt, store.clock.nowMs());
        QCOMPARE(openOf(store, store->packages.byName(q("last0"))->id).state, q("held"));
        QCOMPARE(events(store, "reopen").size(), 1);
        QVERIFY(events(store, "reopen").constFirst().contains(q("19 new failures today, at most 18")));
        QVERIFY(store->details.signature(sig)->reopened());
        const QList<qint64> groups = store->lists.ids(ListKind::Groups, {q("spurious:reopened"), {}, false});
        QCOMPARE(groups, QList<qint64>{groupId(sig)});
    }

    void afterAWeekOnlyItsOwnMeanCounts()
    {
        StoreFixture store;
        store.clock.set(1000 * day + hour);
        freshFailures(store, "seen", 9);
        const QString sig = signatureOf(store, store->packages.byName(q("seen0"))->id);
        SpuriousMark mark;
        mark.since = store.clock.nowMs();
        mark.acceptedMilli = 9000;
        store->spurious.set(sig, mark);
        store.clock.advance(6 * day);
        QCOMPARE(store->spurious.mostExpected(sig, mark), 18);
        store.clock.advance(2 * day);
        QCOMPARE(store->effects.meanBefore(sig), 0.0);
        freshFailures(store, "later", 5);
        QCOMPARE(store->spurious.of(sig)->state, q("suspended"));
    }

    void retriesAndWhatCameOfThem()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.fail(id, "net.timeout");
        const QString sig = signatureOf(store, id);
        QCOMPARE(store->effects.total(sig).retries, 0);
        store.fail(id, "net.timeout"); // the first retry meets it again
        QCOMPARE(store->effects.total(sig).retries, 1);
        QCOMPARE(store->effects.total(sig).recovered, 0);
        store.fail(id, "dsc.files"); // the second one meets something else
        QCOMPARE(store->effects.total(sig).retries, 2);
        QCOMPARE(store->effects.total(sig).recovered, 1);
        const QString other = signatureOf(store, id);
        store->failures.resolveAll(id, q("manual"), {});
        store.succeed(id); // a retry by hand that helps
        QCOMPARE(store->effects.total(other).retries, 1);
        QCOMPARE(store->effects.total(other).recovered, 1);
        QCOMPARE(store->effects.total(sig).retries, 2);
        QCOMPARE(store->effects.total(sig).failures, 2);
        QCOMPARE(store->effects.total(sig).fresh, 1);
        store.fail(id, "net.timeout");
        const ListRow row = store->lists.rows(ListKind::Groups, store->lists.ids(ListKind::Groups, {})).constFirst();
        const QJsonObject json = Lists::toJson(ListKind::Groups, row);
        QCOMPARE(json[q("retries")].toInt(), 2);
        QCOMPARE(json[q("recovered")].toInt(), 1);
    }

    void factsOfManyGroupsAtOnce()
    {
        StoreFixture store;
        store.clock.set(1000 * day + hour);
        const qint64 hello = store.package(q("hello"));
        const qint64 bash = store.package(q("bash"));
        const qint64 dash = store.package(q("dash"));
        store.fail(hello, "net.timeout");
        store.fail(bash, "dsc.files");
        store.clock.advance(2 * day);
        store.fail(hello, "net.timeout"); // a retry that did not help
        store.fail(dash, "dsc.format");
        freshFailures(store, "more", 3);
        const QString net = signatureOf(store, hello);
        const QString files = signatureOf(store, bash);
        const QString format = signatureOf(store, dash);
        store->signatures.merge({format}, files);
        SpuriousMark mark;
        mark.author = q("ada");
        mark.cap = 7;
        store->spurious.set(files, mark);

        const QHash<QString, GroupFacts> facts = readGroupFacts(*store, {net, files, q("none")});
        QCOMPARE(facts.size(), 3);
        for (const QString& sig : {net, files}) {
            // What is read for one group at a time elsewhere.
            const GroupFacts one = facts.value(sig);
            QCOMPARE(one.trend.size(), trendDays);
            for (const DayCount& count : store->effects.days(sig, trendDays))
                QCOMPARE(one.trend.at(count.day - 1002 + trendDays - 1), double(count.failures));
            QCOMPARE(one.freshToday, store->effects.freshToday(sig));
            QCOMPARE(one.baseline, store->effects.meanBefore(sig));
            QCOMPARE(one.total.failures, store->effects.total(sig).failures);
            QCOMPARE(one.total.retries, store->effects.total(sig).retries);
            QCOMPARE(one.total.recovered, store->effects.total(sig).recovered);
        }
        QCOMPARE(facts.value(net).waiting, 1);
        QCOMPARE(facts.value(net).mostRetries, openOf(store, hello).autoRetries);
        QVERIFY(facts.value(net).mostRetries > 0);
        QVERIFY(!facts.value(net).mark);
        QCOMPARE(facts.value(files).held, 5); // bash, dash that was merged into it, three more
        QCOMPARE(facts.value(files).freshToday, 4);
        QCOMPARE(facts.value(files).baseline, 1.0 / 7);
        QCOMPARE(facts.value(files).mostRetries, 0);
        QCOMPARE(facts.value(files).mark->cap, 7);
        QVERIFY(facts.value(q("none")).trend.isEmpty());
    }

    // b19: success on the third retry → counter 0, failure resolved by itself.
    void successOnTheThirdRetry()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const qint64 row = store.fail(id, "net.timeout");
        for (int retry = 1; retry <= 2; ++retry) {
            store.clock.set(openOf(store, id).nextRetryAt);
            store.fail(id, "net.timeout");
        }
        QCOMPARE(openOf(store, id).autoRetries, 3);
        store.clock.set(openOf(store, id).nextRetryAt);
        store.succeed(id);
        QCOMPARE(store->failures.byId(row)->autoRetries, 0);
        QCOMPARE(store->details.failure(row)->resolvedBy, q("auto"));
        store.fail(id, "net.timeout");
        QCOMPARE(openOf(store, id).autoRetries, 1);
    }

    void mergedSignaturesStayMerged()
    {
        StoreFixture store;
        const qint64 a = store.package(q("a"));
        const qint64 b = store.package(q("b"));
        const qint64 c = store.package(q("c"));
        store.fail(a, "dsc.files");
        store.fail(b, "dsc.format");
        store.fail(c, "unpack.truncated");
        const QString sigA = signatureOf(store, a);
        const QString sigB = signatureOf(store, b);
        const QString sigC = signatureOf(store, c);
        QCOMPARE(store->signatures.merge({sigB}, sigA), 1);
        QCOMPARE(signatureOf(store, b), sigA);
        QCOMPARE(store->failures.packagesOf(sigA), (QStringList{q("a"), q("b")}));
        QCOMPARE(store->failures.packagesOf(sigB), (QStringList{q("a"), q("b")}));
        const qint64 later = store.package(q("later"));
        store.fail(later, "dsc.format");
        QCOMPARE(signatureOf(store, later), sigA);
        const QList<WhyLine> why = store->details.failure(openOf(store, later).id)->why;
        QVERIFY(why.constLast().rule.contains(q("merged ") + sigB));
        // Merged on: everything goes along, and one step leads to the end.
        store->signatures.merge({sigA}, sigC);
        QCOMPARE(store->signatures.bySig(sigB)->mergedInto, sigC);
        QCOMPARE(store->failures.packagesOf(sigC).size(), 4);
        // Taken back: each failure goes where its own decisions lead, the one that came later too.
        store->signatures.setDecisions(sigA, {}, {});
        store->signatures.setDecisions(sigB, {}, {});
        QCOMPARE(store->signatures.reassign({sigA, sigB, sigC}), 3);
        QCOMPARE(store->failures.packagesOf(sigA), QStringList{q("a")});
        QCOMPARE(store->failures.packagesOf(sigB), (QStringList{q("b"), q("later")}));
        QCOMPARE(store->failures.packagesOf(sigC), QStringList{q("c")});
    }

    void splitSignaturesStaySplit()
    {
        StoreFixture store;
        const auto message = [](const char* second) { return q("it broke\n") + q(second); };
        for (const char* name : {"a", "b"})
            store.fail(store.package(q(name)), "dsc.files", message("for one reason"));
        store.fail(store.package(q("c")), "dsc.files", message("for another"));
        const auto idOf = [&](const char* name) { return store->packages.byName(q(name))->id; };
        const QString whole = signatureOf(store, idOf("a"));
        QCOMPARE(signatureOf(store, idOf("c")), whole);
        QCOMPARE(store->signatures.partsIfSplit(whole, failure::SplitBy::Message).size(), 2);
        QCOMPARE(store->signatures.split(whole, failure::SplitBy::Message), 3);
        const QString one = signatureOf(store, idOf("a"));
        const QString two = signatureOf(store, idOf("c"));
        QVERIFY(one != whole && two != whole && one != two);
        QCOMPARE(signatureOf(store, idOf("b")), one);
        QCOMPARE(store->signatures.partsOf(whole).size(), 2);
        // New failures find their part, and never the whole again.
        store.fail(store.package(q("d")), "dsc.files", message("for another"));
        QCOMPARE(signatureOf(store, idOf("d")), two);
        store.fail(store.package(q("e")), "dsc.files", message("for a third"));
        QVERIFY(signatureOf(store, idOf("e")) != whole);
        QCOMPARE(store->signatures.partsOf(whole).size(), 3);
        store.fail(idOf("a"), "dsc.files", message("for one reason"));
        QCOMPARE(openOf(store, idOf("a")).signature, one);
        QCOMPARE(store->details.failure(openOf(store, idOf("a")).id)->count, 2);
        const QList<WhyLine> why = store->details.failure(openOf(store, idOf("a")).id)->why;
        QVERIFY(why.constLast().rule.contains(q("split ") + whole + q(" by message")));
        // A part is split once more, and all is taken back.
        store->signatures.split(two, failure::SplitBy::Package);
        QVERIFY(signatureOf(store, idOf("c")) != signatureOf(store, idOf("d")));
        store->signatures.setDecisions(whole, {}, {});
        QCOMPARE(store->signatures.reassign({whole}), 5);
        QCOMPARE(store->failures.packagesOf(whole).size(), 5);
    }

    void aPartCanBeMergedBack()
    {
        StoreFixture store;
        for (const char* name : {"a", "b", "c"})
            store.fail(store.package(q(name)));
        const auto idOf = [&](const char* name) { return store->packages.byName(q(name))->id; };
        const QString whole = signatureOf(store, idOf("a"));
        store->signatures.split(whole, failure::SplitBy::Package);
        const QString partA = signatureOf(store, idOf("a"));
        store->signatures.merge({signatureOf(store, idOf("b"))}, partA);
        QCOMPARE(store->failures.packagesOf(partA), (QStringList{q("a"), q("b")}));
        store.fail(idOf("b"));
        QCOMPARE(openOf(store, idOf("b")).signature, partA);
        QVERIFY(signatureOf(store, idOf("c")) != partA);
    }
};

QTEST_GUILESS_MAIN(TestContractSignatures)
#include "tst_contract_store_signatures.moc"
