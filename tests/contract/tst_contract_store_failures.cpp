// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/step.h"
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
constexpr qint64 twoHours = 2 * hour;

NewFailure timeout(const QString& version = {}, const QString& suite = {})
{
    return {Error(q("net.timeout"), q("no answer from http://127.0.0.1/x"), {{q("url"), q("http://127.0.0.1/x")}}),
            version, suite};
}

NewFailure broken(const QString& version = {})
{
    return {Error(q("dsc.files"), q("the .dsc names ../evil")), version, {}};
}

NewFailure refusedBy(const QString& host)
{
    return {Error(q("net.refused"), q("http://%1/ refused the connection").arg(host)), {}, {}};
}
} // namespace

class TestContractFailures : public QObject
{
    Q_OBJECT

    /// One attempt that ran into @p failures; the package is settled as the engine does.
    static QList<qint64> attempt(StoreFixture& store, qint64 package, const QList<NewFailure>& failures)
    {
        const Job job = store.running(package);
        const QList<qint64> ids = store->failures.recordAttempt(package, job.package, job.attemptId, failures);
        store->jobs.finish(job, {q("failed")});
        store->packages.settle(package);
        return ids;
    }

private slots:
    void initTestCase_data() { addBackends(); }

    void keepsTheEvidence()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        NewFailure failure = broken(q("1.0-1"));
        {
            const Step step(Stage::Unpack, "unpack orig tarball", {{q("file"), q("hello_1.0.orig.tar.gz")}});
            failure.error = Error(q("unpack.truncated"), q("the tarball of hello ends at byte 17"), {{q("byte"), 17}});
        }
        failure.suite = q("sid");
        const qint64 row = attempt(store, id, {failure}).constFirst();
        const FailureDetails details = *store->details.failure(row);
        QCOMPARE(details.package, q("hello"));
        QCOMPARE(details.version, q("1.0-1"));
        QCOMPARE(details.suite, q("sid"));
        QCOMPARE(details.code, q("unpack.truncated"));
        QCOMPARE(details.phase, q("unpack"));
        QCOMPARE(details.message, q("the tarball of hello ends at byte 17"));
        QVERIFY(!details.advice.isEmpty());
        QCOMPARE(details.state, q("held"));
        QCOMPARE(details.count, 1);
        QCOMPARE(details.firstAt, store.clock.nowMs());
        QCOMPARE(details.trace.size(), 2);
        QCOMPARE(details.trace.constFirst().what, q("unpack orig tarball"));
        QCOMPARE(details.trace.constFirst().values[q("file")].toString(), q("hello_1.0.orig.tar.gz"));
        QCOMPARE(details.evidence[q("byte")].toInt(), 17);
        QCOMPARE(details.signature.size(), 16);
        QVERIFY(details.whyGrouped.contains(q("the tarball of <pkg> ends at byte <n>")));
        QCOMPARE(details.attempts.size(), 1);
        QCOMPARE(details.attempts.constFirst().outcome, q("failed"));
        QVERIFY(!store->details.failure(row + 1));
    }

    void retriesFiveTimesThenHolds()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        for (int retry = 1; retry <= 5; ++retry) {
            attempt(store, id, {timeout()});
            const Failure open = store->failures.open(id).constFirst();
            QCOMPARE(open.state, q("retry_wait"));
            QCOMPARE(open.autoRetries, retry);
            const qint64 wait = open.nextRetryAt - store.clock.nowMs();
            QVERIFY2(wait >= twoHours * 9 / 10 && wait <= twoHours * 11 / 10, qPrintable(QString::number(wait)));
            QCOMPARE(store->packages.byId(id)->state, queue::PackageState::RetryWait);
            QVERIFY(store->failures.dueRetries().isEmpty());
            QCOMPARE(store->failures.nextRetryAt(), open.nextRetryAt);
            store.clock.set(open.nextRetryAt);
            QCOMPARE(store->failures.dueRetries(), QList<qint64>{id});
            QCOMPARE(store->failures.nextRetryAt(), 0);
        }
        attempt(store, id, {timeout()});
        QCOMPARE(store->failures.open(id).constFirst().state, q("spurious_capped"));
        QCOMPARE(store->packages.byId(id)->state, queue::PackageState::Held);
        store.clock.advance(1000 * hour);
        QVERIFY(store->failures.dueRetries().isEmpty());
        QCOMPARE(store->details.failure(store->failures.open(id).constFirst().id)->count, 6);
    }

    void manualRequeueStartsAnew()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        for (int i = 0; i < 4; ++i)
            attempt(store, id, {timeout()});
        store->failures.resolveAll(id, q("manual"), q("mirror repaired"));
        QVERIFY(store->failures.open(id).isEmpty());
        const qint64 again = attempt(store, id, {timeout()}).constFirst();
        QCOMPARE(store->failures.byId(again)->autoRetries, 1);
    }

    void successResolves()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const qint64 first = attempt(store, id, {timeout()}).constFirst();
        attempt(store, id, {timeout()});
        store.succeed(id);
        QCOMPARE(store->packages.byId(id)->state, queue::PackageState::Ok);
        const Failure resolved = *store->failures.byId(first);
        QCOMPARE(resolved.state, q("resolved"));
        QCOMPARE(resolved.autoRetries, 0);
        QCOMPARE(store->details.failure(first)->resolvedBy, q("auto"));
    }

    // A,B,A,B: the counters of two signatures do not reset each other, and ten retries in all are the end.
    void countsPerSignatureAndPerEpisode()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const QStringList hosts{q("a.invalid"), q("b.invalid"), q("c.invalid")};
        int retries = 0;
        for (int i = 0; i < 40; ++i) {
            const qint64 row = attempt(store, id, {refusedBy(hosts.at(i % 2))}).constFirst();
            const Failure failure = *store->failures.byId(row);
            QCOMPARE(store->failures.open(id).size(), 1); // the other one is superseded
            if (failure.state != q("retry_wait"))
                break;
            ++retries;
            QCOMPARE(failure.autoRetries, i / 2 + 1);
        }
        QCOMPARE(retries, 10);
        const qint64 third = attempt(store, id, {refusedBy(hosts.at(2))}).constFirst();
        QCOMPARE(store->failures.byId(third)->state, q("spurious_capped"));
    }

    void missingFilesGetThreeRetries()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const NewFailure missing{Error(q("archive.missing"), q("404 for http://127.0.0.1/x")), q("1.0-1"), q("sid")};
        for (int i = 0; i < 3; ++i)
            QCOMPARE(store->failures.byId(attempt(store, id, {missing}).constFirst())->state, q("retry_wait"));
        QCOMPARE(store->failures.byId(attempt(store, id, {missing}).constFirst())->state, q("spurious_capped"));
    }

    void severalFailuresOfOneAttempt()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const QList<qint64> first = attempt(store, id, {timeout(q("1.0-1"), q("sid")), broken(q("1.0-2"))});
        QCOMPARE(first.size(), 2);
        QVERIFY(first.at(0) != first.at(1));
        QCOMPARE(store->packages.byId(id)->state, queue::PackageState::Held); // one of them holds
        store.clock.advance(3 * hour);
        QVERIFY2(store->failures.dueRetries().isEmpty(), "a held package waits for a person");

        const QList<qint64> second = attempt(store, id, {timeout(q("1.0-1"), q("sid"))});
        QCOMPARE(second, QList<qint64>{first.at(0)});
        QCOMPARE(store->failures.open(id).size(), 1);
        QCOMPARE(store->details.failure(first.at(1))->resolvedBy, q("superseded"));
        QCOMPARE(store->packages.byId(id)->state, queue::PackageState::RetryWait);
        QVERIFY(!store->lists.ids(ListKind::Failures, {}).contains(first.at(1)));
    }

    void twoRetriesAreDueTogether()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        attempt(store, id, {refusedBy(q("a.invalid")), refusedBy(q("b.invalid"))});
        qint64 early = 0;
        qint64 late = 0;
        for (const Failure& failure : store->failures.open(id)) {
            early = early == 0 ? failure.nextRetryAt : std::min(early, failure.nextRetryAt);
            late = std::max(late, failure.nextRetryAt);
        }
        QVERIFY2(early != late, "the spread depends on the signature");
        store.clock.set(early);
        QVERIFY(store->failures.dueRetries().isEmpty());
        store.clock.set(late);
        QCOMPARE(store->failures.dueRetries(), QList<qint64>{id});
    }

    void resourceTroubleIsNotCounted()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        for (int i = 0; i < 20; ++i) {
            const qint64 row = attempt(store, id, {{Error(q("limit.disk"), q("no room")), {}, {}}}).constFirst();
            QCOMPARE(store->failures.byId(row)->state, q("retry_wait"));
            QCOMPARE(store->failures.byId(row)->autoRetries, 0);
        }
    }

    void groupsPackagesBySignature()
    {
        StoreFixture store;
        QStringList signatures;
        for (const char* name : {"zlib", "bash", "dash"}) {
            const qint64 id = store.package(q(name));
            const Error error(q("dsc.files"), q("%1_1.0-1.dsc names no tarball").arg(q(name)));
            attempt(store, id, {{error, q("1.0-1"), q("sid")}});
            signatures.append(store->failures.open(id).constFirst().signature);
        }
        QCOMPARE(signatures.count(signatures.constFirst()), 3);
        QCOMPARE(store->failures.packagesOf(signatures.constFirst()), (QStringList{q("bash"), q("dash"), q("zlib")}));
        store->failures.resolveAll(store->packages.byName(q("dash"))->id, q("manual"), {});
        QCOMPARE(store->failures.packagesOf(signatures.constFirst()), (QStringList{q("bash"), q("zlib")}));
        const QList<qint64> groups = store->lists.ids(ListKind::Groups, {});
        QCOMPARE(groups.size(), 1);
        QCOMPARE(signatureOfGroup(groups.constFirst()), signatures.constFirst());
        QCOMPARE(groupId(signatures.constFirst()), groups.constFirst());
    }

    void restorePutsAFormerStateBack()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        const Failure before = *store->failures.byId(attempt(store, id, {timeout()}).constFirst());
        store->failures.resolveAll(id, q("manual"), q("why"));
        store->failures.restore({before.id}, before.state, before.autoRetries, before.nextRetryAt);
        const Failure after = *store->failures.byId(before.id);
        QCOMPARE(after.state, before.state);
        QCOMPARE(after.autoRetries, before.autoRetries);
        QCOMPARE(after.nextRetryAt, before.nextRetryAt);
        QCOMPARE(store->details.failure(before.id)->resolvedBy, QString());
        QCOMPARE(store->failures.open(id).size(), 1);
    }

    void whatARecordMeansDoesNotDependOnTheClockOfTheMachine()
    {
        QList<qint64> waits;
        for (int i = 0; i < 2; ++i) {
            StoreFixture store;
            const qint64 id = store.package(q("hello"));
            attempt(store, id, {timeout()});
            waits.append(store->failures.nextRetryAt());
        }
        QCOMPARE(waits.at(0), waits.at(1));
    }
};

QTEST_GUILESS_MAIN(TestContractFailures)
#include "tst_contract_store_failures.moc"
