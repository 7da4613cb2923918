// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of `status`, and its JSON as cli.md has it.
#include "tests/contract/storefixture.h"

#include <QJsonDocument>
#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}
} // namespace

class TestContractStatus : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void anEmptyStoreHasNothingToSay()
    {
        StoreFixture store;
        const Status status = store->status();
        QCOMPARE(status.archives, 0);
        QCOMPARE(status.packages, 0);
        QCOMPARE(status.queueLength, 0);
        QCOMPARE(status.oldestQueuedMs, 0);
        QVERIFY(status.running.isEmpty());
        QVERIFY(status.signatures.isEmpty());
        QCOMPARE(status.toJson()[q("queue")].toObject()[q("eta_seconds")].toArray(), (QJsonArray{0, 0}));
    }

    void countsWhatIsThere()
    {
        StoreFixture store;
        store.fail(store.package(q("held-a")));
        store.fail(store.package(q("held-b")));
        store.fail(store.package(q("waits")), "net.timeout");
        store.succeed(store.package(q("done")));
        const Job job = store.running(store.package(q("runs")));
        store->jobs.progress(job, q("unpack"), q("1.0-1"));
        const qint64 started = store.clock.nowMs();
        const qint64 queued = store.package(q("queued"));
        store->jobs.enqueue(queued, queue::JobType::New, 20, {});
        store->packages.settle(queued);
        store->hosts.beat(q("here"), 1, 2, q("running"));
        store->hosts.beat(q("here"), 1, 4, q("running"));
        Suite sid = store.suite(q("sid"));
        sid.stale = true;
        store->archives.updateSuite(sid);
        store.clock.advance(90'500);

        const Status status = store->status();
        QCOMPARE(status.held, 2);
        QCOMPARE(status.retryWait, 1);
        QCOMPARE(status.imports, 1);
        QCOMPARE(status.packages, 6);
        QCOMPARE(status.tracked, 6);
        QCOMPARE(status.archives, 1);
        QCOMPARE(status.queueLength, 1);
        QCOMPARE(status.oldestQueuedMs, 90'500);
        QCOMPARE(status.hosts.constFirst().parallel, 4);
        QCOMPARE(status.staleSuites, QStringList{q("sid")});

        const QJsonObject json = QJsonDocument::fromJson(QJsonDocument(status.toJson()).toJson()).object();
        const QJsonObject running = json[q("running")].toArray().at(0).toObject();
        QCOMPARE(running[q("package")].toString(), q("runs"));
        QCOMPARE(running[q("stage")].toString(), q("unpack"));
        QCOMPARE(running[q("host")].toString(), q("here"));
        QCOMPARE(QDateTime::fromString(running[q("started")].toString(), Qt::ISODateWithMs).toMSecsSinceEpoch(),
                 started);
        QVERIFY(running[q("started")].toString().endsWith(u'Z'));
        const QJsonObject queue = json[q("queue")].toObject();
        QCOMPARE(queue[q("length")].toInt(), 1);
        QCOMPARE(queue[q("oldest_seconds")].toInt(), 90);
        QCOMPARE(queue[q("eta_seconds")].toArray().size(), 2);
        const QJsonObject failures = json[q("failures")].toObject();
        QCOMPARE(failures[q("held")].toInt(), 2);
        QCOMPARE(failures[q("retry_wait")].toInt(), 1);
        QCOMPARE(failures[q("signatures")].toArray().size(), 2);
        const QJsonObject first = failures[q("signatures")].toArray().at(0).toObject();
        QCOMPARE(first[q("signature")].toString().size(), 16);
        QVERIFY(!first[q("title")].toString().isEmpty());
        QCOMPARE(first[q("count")].toInt(), 2);
        QCOMPARE(first[q("policy")].toString(), q("hold"));
        QCOMPARE(json[q("collisions")].toObject()[q("open")].toInt(-1), 0);
        QVERIFY(json[q("breakers")].isArray());
        const QJsonObject host = json[q("hosts")].toArray().at(0).toObject();
        QCOMPARE(host[q("host")].toString(), q("here"));
        QCOMPARE(host[q("jobs")].toInt(), 1);
        QVERIFY(host[q("heartbeat")].toString().endsWith(u'Z'));
    }

    void estimatesFromMeasuredStages()
    {
        StoreFixture store;
        const auto imports = [&](const QString& package, int seconds) {
            const qint64 id = store.package(package);
            const Job job = store.running(id);
            for (const char* stage : {"fetch", "unpack"}) {
                store->jobs.progress(job, q(stage), q("1.0-1"));
                store.clock.advance(seconds * 500);
            }
            store->jobs.finish(job, {q("done")});
            store->packages.settle(id);
        };
        // What failed, and what came to no version, says nothing of how long an import takes.
        store.fail(store.package(q("broken")));
        store->jobs.finish(store.running(store.package(q("nothing"))), {q("done")});
        QCOMPARE(store->status().etaHighMs, 0);
        for (int seconds : {10, 20, 30, 40, 50})
            imports(QStringLiteral("p%1").arg(seconds), seconds);
        store->hosts.beat(q("here"), 0, 2, q("running"));
        store->hosts.beat(q("gone"), 0, 8, q("stopped"));
        const auto eta = [&] {
            const Status status = store->status();
            return QList<qint64>{status.etaLowMs / 1000, status.etaHighMs / 1000};
        };
        QCOMPARE(eta(), (QList<qint64>{0, 0})); // nothing waits
        for (int i = 0; i < 4; ++i)
            store->jobs.enqueue(store.package(QStringLiteral("w%1").arg(i)), queue::JobType::New, 20, {});
        QCOMPARE(eta(), (QList<qint64>{2 * 20, 2 * 40}));
        // A package that was imported before counts with its own times, and each version that waits with all of them.
        const qint64 quick = store.package(q("p10"));
        store->publications.recordOne(store.suite(q("sid")), sourceRecord(q("p10"), q("1.1-1")), store.clock.nowMs());
        store->jobs.enqueue(quick, queue::JobType::New, 20, {});
        QCOMPARE(eta(), (QList<qint64>{2 * 20 + 10, 2 * 40 + 10}));
        // One that runs counts with what is left of it.
        const Job job =
            store->jobs.lease(q("here:1"), q("here"), {store->jobs.queuedOf(quick).constFirst().id}).value();
        store->packages.settle(quick);
        store->jobs.progress(job, q("fetch"), q("1.0-1"));
        store.clock.advance(2000);
        Status status = store->status();
        QCOMPARE(status.running.constFirst().etaLowMs, 18'000);
        QCOMPARE(status.running.constFirst().etaHighMs, 18'000);
        QCOMPARE(eta(), (QList<qint64>{2 * 20 + 9, 2 * 40 + 9}));
        store->jobs.progress(job, q("fetch"), q("1.1-1"));
        store->jobs.progress(job, q("unpack"), q("1.1-1"));
        store.clock.advance(60'000); // longer than ever
        status = store->status();
        QCOMPARE(status.running.constFirst().etaLowMs, 0);
        QCOMPARE(status.running.constFirst().etaHighMs, 1);
        const QJsonObject json = status.toJson()[q("running")].toArray().at(0).toObject();
        QCOMPARE(json[q("eta_seconds")].toArray(), (QJsonArray{0, 1}));
    }
};

QTEST_GUILESS_MAIN(TestContractStatus)
#include "tst_contract_store_status.moc"
