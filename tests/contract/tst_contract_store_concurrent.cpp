// SPDX-License-Identifier: GPL-3.0-or-later
// Several threads and processes write to one store at the same time: nobody is told that it is locked, nothing is
// lost. Called with arguments it is the other process of its own tests.
#include "core/base/process.h"
#include "core/store/changefeed.h"
#include "tests/contract/storefixture.h"

#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr int rounds = 150;

/// What one engine does to the store, in small transactions.
void work(StateStore& store, const QString& name, int round)
{
    store.transaction([&] {
        const qint64 id = store.packages.ensure(QStringLiteral("%1-%2").arg(name).arg(round));
        store.jobs.enqueue(id, queue::JobType::New, 20, name);
        store.packages.settle(id);
    });
    store.hosts.beat(name, round, 1, q("running"));
    store.events.append({0, 0, name, q("test"), name, QString::number(round), {}, {}, {}, 0, 0});
}
} // namespace

class TestContractConcurrent : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void threadsAndProcessesWriteTogether()
    {
        StoreFixture store;
        QProcess other;
        other.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        other.start(QCoreApplication::applicationFilePath(), {q("--write"), store.url.text});
        QVERIFY(other.waitForStarted());
        QVERIFY(other.waitForReadyRead(30'000)); // it has the store open
        {
            StoreThread first(store.url, OpenMode::ReadWrite);
            StoreThread second(store.url, OpenMode::ReadWrite);
            StoreThread reader(store.url, OpenMode::ReadOnly);
            QList<QFuture<void>> writes;
            QList<QFuture<qsizetype>> reads;
            for (int i = 0; i < rounds; ++i) {
                writes.append(first.run([i](StateStore& state) { work(state, q("first"), i); }));
                writes.append(second.run([i](StateStore& state) { work(state, q("second"), i); }));
                reads.append(
                    reader.run([](StateStore& state) { return state.lists.ids(ListKind::Packages, {}).size(); }));
            }
            for (QFuture<void>& write : writes)
                write.waitForFinished(); // throws what the work threw
            qsizetype seen = 0;
            for (QFuture<qsizetype>& read : reads) {
                QVERIFY(read.result() >= seen);
                seen = read.result();
            }
        }
        QVERIFY(other.state() == QProcess::NotRunning || other.waitForFinished(60'000));
        QCOMPARE(other.exitCode(), 0);
        QCOMPARE(store->lists.ids(ListKind::Packages, {}).size(), 3 * rounds);
        QCOMPARE(store->lists.ids(ListKind::Queue, {}).size(), 3 * rounds);
        QCOMPARE(store->lists.ids(ListKind::Events, {}).size(), 3 * rounds);
        QCOMPARE(store->changeCounters().value(q("event")), 3 * rounds);
        QCOMPARE(store->changeCounters().value(q("host")), 3 * rounds);
    }

    void twoEnginesNeverLeaseTheSameJob()
    {
        StoreFixture store;
        for (int i = 0; i < 60; ++i)
            store->jobs.enqueue(store.package(QStringLiteral("p%1").arg(i)), queue::JobType::New, 20, {});
        const qint64 now = store.clock.nowMs();
        FixedClock clock(now);
        StoreThread first(store.url, OpenMode::ReadWrite, clock);
        StoreThread second(store.url, OpenMode::ReadWrite, clock);
        QList<QFuture<qint64>> leases;
        for (int i = 0; i < 40; ++i) {
            for (StoreThread* thread : {&first, &second}) {
                leases.append(thread->run([](StateStore& state) {
                    const auto job = state.jobs.lease(q("x"), q("x"));
                    return job ? job->id : qint64(0);
                }));
            }
        }
        QSet<qint64> jobs;
        int none = 0;
        for (QFuture<qint64>& lease : leases) {
            const qint64 id = lease.result();
            none += id == 0;
            QVERIFY(id == 0 || !jobs.contains(id));
            jobs.insert(id);
        }
        QCOMPARE(none, 20);
        QCOMPARE(store->lists.ids(ListKind::Running, {}).size(), 60);
    }

    void theChangeFeedSeesWhatOthersDo()
    {
        StoreFixture store;
        StoreThread reader(store.url, OpenMode::ReadOnly);
        store->hosts.beat(q("before"), 0, 1, q("running"));
        ChangeFeed feed(reader, 20);
        QSignalSpy changed(&feed, &ChangeFeed::changed);
        // Whoever listens may have read before the feed first looked: what changed until then is told.
        QTRY_COMPARE(changed.size(), 1);
        QVERIFY(changed.constFirst().constFirst().value<QSet<QString>>().contains(q("host")));
        changed.clear();
        QTest::qWait(100);
        QCOMPARE(changed.size(), 0); // nothing happened
        store->events.append({});
        store->hosts.beat(q("here"), 0, 1, q("running"));
        const auto topics = [&] {
            QSet<QString> all;
            for (const QList<QVariant>& one : changed)
                all += one.constFirst().value<QSet<QString>>();
            return all;
        };
        QTRY_COMPARE(topics(), (QSet<QString>{q("event"), q("host")}));
        changed.clear();
        QTest::qWait(100);
        QCOMPARE(changed.size(), 0);
    }

    void errorsTravelThroughFutures()
    {
        StoreFixture store;
        StoreThread thread(store.url, OpenMode::ReadWrite);
        const Error error = errorOf([&] {
            thread.call([](StateStore& state) { state.lists.ids(ListKind::Jobs, {q("x:1"), {}, false}); });
        });
        QCOMPARE(error.code(), q("usage.filter"));
        const qint64 id = thread.call([](StateStore& state) { return state.packages.ensure(q("hello")); });
        QCOMPARE(store->packages.byName(q("hello"))->id, id);
    }

    void theDestructorFinishesWhatWasSent()
    {
        StoreFixture store;
        {
            StoreThread thread(store.url, OpenMode::ReadWrite);
            for (int i = 0; i < 20; ++i)
                thread.run([i](StateStore& state) { work(state, q("late"), i); });
        }
        QCOMPARE(store->lists.ids(ListKind::Packages, {}).size(), 20);
    }
};

int main(int argc, char** argv)
{
    QCoreApplication application(argc, argv);
    const QStringList arguments = application.arguments();
    if (arguments.value(1) == q("--write")) {
        StateStore store(StoreUrl::parse(arguments.value(2)), OpenMode::ReadWrite);
        std::puts("open");
        std::fflush(stdout);
        for (int i = 0; i < rounds; ++i)
            work(store, q("process"), i);
        return 0;
    }
    TestContractConcurrent test;
    return QTest::qExec(&test, arguments);
}
#include "tst_contract_store_concurrent.moc"
