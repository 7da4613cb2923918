// SPDX-License-Identifier: GPL-3.0-or-later
// What only a store on a server can suffer: it restarts, cuts connections, runs into deadlocks; and its news come by
// themselves. With a real PostgreSQL server of the test's own.
#include "core/store/changefeed.h"
#include "tests/contract/storefixture.h"
#include "tests/support/postgrescluster.h"

#include <QElapsedTimer>
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

QSet<QString> topicsOf(const QSignalSpy& changed)
{
    QSet<QString> all;
    for (const QList<QVariant>& one : changed)
        all += one.constFirst().value<QSet<QString>>();
    return all;
}

QString codeOf(StoreThread& thread, const std::function<void(StateStore&)>& work)
{
    try {
        thread.call(work);
        return q("ok");
    } catch (const Error& error) {
        return error.code();
    }
}
} // namespace

class TestContractServer : public QObject
{
    Q_OBJECT

    PostgresCluster* m_cluster = nullptr;
    StoreUrl m_url;

    void cutAllConnections()
    {
        m_cluster->sql(q("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'millrace' AND "
                         "pid <> pg_backend_pid() AND application_name LIKE 'millrace%'"));
    }

    static void addPackage(StateStore& state, const QString& name) { state.packages.ensure(name); }

private slots:
    void initTestCase()
    {
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        m_cluster = &PostgresCluster::shared();
    }

    void init()
    {
        m_url = StoreUrl::parse(m_cluster->url(m_cluster->createDatabase()));
        StateStore store(m_url, OpenMode::ReadWrite);
    }

    void newsComeWithoutAsking()
    {
        StoreThread reader(m_url, OpenMode::ReadOnly);
        StoreThread writer(m_url, OpenMode::ReadWrite);
        ChangeFeed feed(reader, 10);
        QSignalSpy changed(&feed, &ChangeFeed::changed);
        // Until it listens there is nobody to hear.
        QTRY_COMPARE(m_cluster->sql(q("SELECT count(*) FROM pg_stat_activity WHERE application_name = "
                                      "'millrace-listen' AND state = 'idle' AND query LIKE 'LISTEN%'"),
                                    m_url.database),
                     QByteArray("1"));
        QTest::qWait(50);
        changed.clear();
        QElapsedTimer timer;
        timer.start();
        writer.call([](StateStore& state) { state.hosts.beat(q("here"), 0, 1, q("running")); });
        QTRY_COMPARE(topicsOf(changed), QSet<QString>{q("host")});
        // Its heartbeat comes after 15 seconds.
        QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
        // One transaction with several topics is one piece of news.
        changed.clear();
        writer.call([](StateStore& state) {
            state.transaction([&] {
                state.hosts.beat(q("here"), 0, 1, q("running"));
                state.events.append({});
            });
        });
        QTRY_COMPARE(topicsOf(changed), (QSet<QString>{q("host"), q("event")}));
        QCOMPARE(changed.size(), 1);
    }

    void workThatIsRolledBackIsNoNews()
    {
        StoreThread reader(m_url, OpenMode::ReadOnly);
        StoreThread writer(m_url, OpenMode::ReadWrite);
        const auto before = reader.call([](StateStore& state) { return state.changeCounters(); });
        QCOMPARE(codeOf(writer,
                        [](StateStore& state) {
                            state.transaction([&] {
                                state.events.append({});
                                throw Error(q("usage.test"), q("changed my mind"));
                            });
                        }),
                 q("usage.test"));
        QCOMPARE(reader.call([](StateStore& state) { return state.changeCounters(); }), before);
    }

    void aRestartedServerIsFoundAgain_data()
    {
        QTest::addColumn<bool>("crash");
        QTest::newRow("as an admin does it") << false;
        QTest::newRow("as a crash does it") << true;
    }

    void aRestartedServerIsFoundAgain()
    {
        QFETCH(bool, crash);
        StoreThread reader(m_url, OpenMode::ReadOnly);
        StoreThread writer(m_url, OpenMode::ReadWrite);
        ChangeFeed feed(reader, 10);
        QSignalSpy changed(&feed, &ChangeFeed::changed);
        QSignalSpy lost(&feed, &ChangeFeed::lost);
        QSignalSpy restored(&feed, &ChangeFeed::restored);
        writer.call([](StateStore& state) { addPackage(state, q("before")); });
        QTRY_VERIFY(topicsOf(changed).contains(q("package")));

        m_cluster->stop(crash ? PostgresCluster::Stop::Immediate : PostgresCluster::Stop::Fast);
        QTRY_COMPARE_WITH_TIMEOUT(lost.size(), 1, 20'000);
        QVERIFY(!lost.constFirst().constFirst().toString().isEmpty());
        QCOMPARE(codeOf(writer, [](StateStore& state) { addPackage(state, q("meanwhile")); }), q("store.unreachable"));
        QCOMPARE(codeOf(reader, [](StateStore& state) { state.packages.byName(q("before")); }), q("store.unreachable"));

        m_cluster->start();
        // No connection is made by hand: the same objects go on.
        QCOMPARE(codeOf(writer, [](StateStore& state) { addPackage(state, q("after")); }), q("ok"));
        changed.clear();
        QTRY_COMPARE_WITH_TIMEOUT(restored.size(), 1, 30'000);
        QTRY_VERIFY(topicsOf(changed).contains(q("package")));
        QCOMPARE(lost.size(), 1);
        // It listens again, too, and need not wait for the heartbeat.
        QTest::qWait(50);
        changed.clear();
        writer.call([](StateStore& state) { state.events.append({}); });
        QTRY_VERIFY_WITH_TIMEOUT(topicsOf(changed).contains(q("event")), 10'000);
        const auto names = reader.call([](StateStore& state) { return state.details.packageNames({}, 10); });
        QCOMPARE(names, (QStringList{q("after"), q("before")}));
    }

    void aCutConnectionCostsReadersNothing()
    {
        StoreThread thread(m_url, OpenMode::ReadWrite);
        thread.call([](StateStore& state) { addPackage(state, q("hello")); });
        cutAllConnections();
        QCOMPARE(codeOf(thread, [](StateStore& state) { QVERIFY(state.packages.byName(q("hello"))); }), q("ok"));
        cutAllConnections();
        // A transaction that has not begun has lost nothing.
        QCOMPARE(codeOf(thread, [](StateStore& state) { state.hosts.beat(q("here"), 0, 1, q("running")); }), q("ok"));
        cutAllConnections();
        QCOMPARE(codeOf(thread, [](StateStore& state) { state.status(); }), q("ok"));
    }

    void aTransactionThatIsCutIsAllGone()
    {
        StoreThread thread(m_url, OpenMode::ReadWrite);
        const auto cut = [&](StateStore& state) {
            state.transaction([&] {
                addPackage(state, q("half"));
                cutAllConnections();
                addPackage(state, q("way"));
            });
        };
        QCOMPARE(codeOf(thread, cut), q("store.unreachable"));
        QCOMPARE(codeOf(thread, [](StateStore& state) { QVERIFY(!state.packages.byName(q("half"))); }), q("ok"));
        QCOMPARE(codeOf(thread, [](StateStore& state) { addPackage(state, q("whole")); }), q("ok"));
    }

    void aFailedStatementIsNotCommittedAround()
    {
        StateStore store(m_url, OpenMode::ReadWrite);
        const Error error = errorOf([&] {
            store.transaction([&] {
                store.packages.ensure(q("first"));
                try {
                    store.database().run(q("INSERT INTO job(package_id, type, priority, due_at, created) "
                                           "VALUES (4711, 'new', 0, 0, 0)"));
                } catch (const Error&) {
                    // PostgreSQL would answer the COMMIT with a ROLLBACK and no error.
                }
            });
        });
        QCOMPARE(error.code(), q("store.sql"));
        QVERIFY(!store.packages.byName(q("first")));
        store.packages.ensure(q("second"));
    }

    void deadlocksAndLostUpdatesAreNobodysTrouble()
    {
        constexpr int rounds = 60;
        StateStore store(m_url, OpenMode::ReadWrite);
        const qint64 a = store.packages.ensure(q("a"));
        const qint64 b = store.packages.ensure(q("b"));
        const auto number = [](StateStore& state, qint64 id) {
            return state.database().value(q("SELECT row_version FROM package WHERE id = ?"), {id}).toLongLong();
        };
        // Read, then write what was read plus one: the plainest way to lose an update.
        const auto addOne = [number](StateStore& state, qint64 id) {
            const qint64 now = number(state, id);
            state.database().run(q("UPDATE package SET row_version = ? WHERE id = ?"), {now + 1, id});
        };
        QList<std::shared_ptr<StoreThread>> threads;
        QList<QFuture<void>> work;
        for (int i = 0; i < 4; ++i)
            threads.append(std::make_shared<StoreThread>(m_url, OpenMode::ReadWrite));
        for (int round = 0; round < rounds; ++round) {
            for (int i = 0; i < 4; ++i) {
                const qint64 first = i % 2 == 0 ? a : b;
                const qint64 second = i % 2 == 0 ? b : a;
                work.append(threads.at(i)->run([addOne, first, second](StateStore& state) {
                    state.transaction([&] {
                        addOne(state, first);
                        addOne(state, second);
                    });
                }));
            }
        }
        for (QFuture<void>& one : work)
            one.waitForFinished(); // throws what the work threw
        QCOMPARE(number(store, a), 4 * rounds);
        QCOMPARE(number(store, b), 4 * rounds);
    }

    void requestsAtTheSameTimeAreOneJob()
    {
        StateStore store(m_url, OpenMode::ReadWrite);
        const qint64 id = store.packages.ensure(q("hello"));
        StoreThread first(m_url, OpenMode::ReadWrite);
        StoreThread second(m_url, OpenMode::ReadWrite);
        QList<QFuture<qint64>> jobs;
        for (int i = 0; i < 40; ++i) {
            for (StoreThread* thread : {&first, &second}) {
                jobs.append(thread->run([id, i](StateStore& state) {
                    qint64 job = 0;
                    state.transaction([&] {
                        job = state.jobs.enqueue(id, queue::JobType::New, 40 - i, {}, 0, {QString::number(i)});
                        state.packages.settle(id);
                    });
                    return job;
                }));
            }
        }
        QSet<qint64> ids;
        for (QFuture<qint64>& job : jobs)
            ids.insert(job.result());
        QCOMPARE(ids.size(), 1);
        const QList<Job> queued = store.jobs.queuedOf(id);
        QCOMPARE(queued.size(), 1);
        QCOMPARE(queued.constFirst().priority, 1);
        QCOMPARE(queued.constFirst().suites.size(), 40); // no request was overwritten by another one
        QCOMPARE(store.packages.byId(id)->state, queue::PackageState::Queued);
    }

    void twoJobsOfOnePackageNeverRunTogether()
    {
        StateStore store(m_url, OpenMode::ReadWrite);
        for (int i = 0; i < 30; ++i) {
            const qint64 id = store.packages.ensure(QStringLiteral("p%1").arg(i));
            for (const queue::JobType type : {queue::JobType::New, queue::JobType::Retry, queue::JobType::Manual})
                store.jobs.enqueue(id, type, 20, {});
            store.packages.settle(id);
        }
        QList<std::shared_ptr<StoreThread>> threads;
        QList<QFuture<QPair<qint64, qint64>>> leases;
        for (int i = 0; i < 4; ++i)
            threads.append(std::make_shared<StoreThread>(m_url, OpenMode::ReadWrite));
        for (int round = 0; round < 12; ++round) {
            for (const auto& thread : threads) {
                leases.append(thread->run([](StateStore& state) {
                    const auto job = state.jobs.lease(q("x"), q("x"));
                    return job ? qMakePair(job->id, job->packageId) : qMakePair(qint64(0), qint64(0));
                }));
            }
        }
        QSet<qint64> packages;
        for (auto& lease : leases) {
            const auto [job, package] = lease.result(); // throws what the lease threw
            QVERIFY(job == 0 || !packages.contains(package));
            packages.insert(package);
        }
        packages.remove(0);
        QCOMPARE(packages.size(), 30);
    }

    void textsCompareBytewiseInEveryColumn()
    {
        StateStore store(m_url, OpenMode::ReadWrite);
        QSqlQuery query = store.database().select(
            q("SELECT c.relname || '.' || a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
              "JOIN pg_collation o ON o.oid = a.attcollation WHERE c.relkind = 'r' AND a.attnum > 0 AND "
              "c.relnamespace = 'public'::regnamespace AND o.collname <> 'C'"));
        QStringList others;
        while (query.next())
            others.append(query.value(0).toString());
        QVERIFY2(others.isEmpty(), qPrintable(others.join(u' ') + q(": declare them TEXT COLLATE \"C\"")));
    }

    void aServerThatIsNotThere()
    {
        const auto code = [](const QString& url) {
            return errorOf([&] { Database::open(StoreUrl::parse(url), OpenMode::ReadWrite); }).code();
        };
        QCOMPARE(code(q("postgresql://me@/db?host=/nowhere")), q("store.unreachable"));
        QCOMPARE(code(m_cluster->url(q("no_such_database"))), q("store.unreachable"));
        QCOMPARE(code(m_cluster->url(m_url.database, q("no_such_login"))), q("store.unreachable"));
        QCOMPARE(code(q("postgresql://me@127.0.0.1:1/db")), q("store.unreachable"));
    }
};

QTEST_GUILESS_MAIN(TestContractServer)
#include "tst_contract_store_server.moc"
