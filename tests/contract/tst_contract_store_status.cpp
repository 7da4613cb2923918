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

    void estimatesFromFinishedJobs()
    {
        StoreFixture store;
        for (int seconds : {10, 20, 30, 40, 50}) {
            const qint64 id = store.package(QStringLiteral("p%1").arg(seconds));
            const Job job = store.running(id);
            store.clock.advance(seconds * 1000);
            store->jobs.finish(job, {q("done")});
            store->packages.settle(id);
        }
        store->hosts.beat(q("here"), 0, 2, q("running"));
        store->hosts.beat(q("gone"), 0, 8, q("stopped"));
        for (int i = 0; i < 4; ++i)
            store->jobs.enqueue(store.package(QStringLiteral("w%1").arg(i)), queue::JobType::New, 20, {});
        const Status status = store->status();
        QCOMPARE(status.etaLowMs, 2 * 20'000);
        QCOMPARE(status.etaHighMs, 2 * 40'000);
    }
};

QTEST_GUILESS_MAIN(TestContractStatus)
#include "tst_contract_store_status.moc"
