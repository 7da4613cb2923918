// SPDX-License-Identifier: GPL-3.0-or-later
// The invariants of importer.md b17, after every step of a long random walk through what engine and people do.
#include "tests/contract/storefixture.h"

#include <QRandomGenerator>
#include <QTest>

using namespace millrace;
using namespace millrace::store;
using namespace millrace::test;
using queue::JobType;
using queue::PackageState;

namespace {
QString q(const char* text)
{
    return QString::fromUtf8(text);
}

/// What engine and people do, each as they do it: the change and settle() in one transaction.
class Walk
{
public:
    Walk(StoreFixture& store, quint32 seed)
        : m_store(store)
        , m_random(seed)
    {
        for (int i = 0; i < 6; ++i)
            m_packages.append(store.package(QStringLiteral("p%1").arg(i)));
    }

    void step()
    {
        const qint64 id = m_packages.at(m_random.bounded(static_cast<int>(m_packages.size())));
        m_action = m_random.bounded(9);
        m_store.clock.advance(m_random.bounded(90 * 60'000));
        QMap<qint64, PackageState> before;
        for (const qint64 one : std::as_const(m_packages))
            before.insert(one, m_store->packages.byId(one)->state);
        m_store->transaction([&] { act(id); });
        for (const qint64 one : std::as_const(m_packages)) {
            const PackageState now = m_store->packages.byId(one)->state;
            QVERIFY2(queue::mayMove(before.value(one), now),
                     qPrintable(queue::packageStateName(before.value(one)) + QLatin1String(" → ") +
                                queue::packageStateName(now) + QStringLiteral(" by action %1").arg(m_action)));
            check(one, now);
        }
    }

private:
    void act(qint64 id)
    {
        const PackageState state = m_store->packages.byId(id)->state;
        const auto settle = [&] { m_store->packages.settle(id); };
        switch (m_action) {
        case 0: // a new upload; a held package stays held
            m_store->publications.recordOne(
                m_store.suite(q("sid")),
                sourceRecord(m_store->packages.byId(id)->name, QStringLiteral("2.%1").arg(++m_version)),
                m_store.clock.nowMs());
            if (state == PackageState::Ok || state == PackageState::Queued || state == PackageState::Running)
                m_store->jobs.enqueue(id, JobType::New, queue::priority::newUpload, q("new"));
            settle();
            break;
        case 1:
            if (const auto job = m_store->jobs.lease(q("here:1"), q("here"))) {
                m_running.insert(job->packageId, *job);
                m_store->packages.settle(job->packageId);
            }
            break;
        case 2:
            if (m_running.contains(id)) {
                m_store->failures.resolveAll(id, q("auto"), {});
                m_store->jobs.finish(m_running.take(id), {q("done")});
                settle();
            }
            break;
        case 3:
        case 4:
            if (m_running.contains(id)) {
                const Job job = m_running.take(id);
                const char* code = m_action == 3 ? "dsc.files" : "net.timeout";
                m_store->failures.recordAttempt(id, job.package, job.attemptId, {{Error(QLatin1String(code), q("x"))}});
                m_store->jobs.finish(job, {q("failed")});
                settle();
            }
            break;
        case 5:
            if (m_running.contains(id)) {
                m_store->jobs.giveBack(m_running.take(id), {q("reclaimed")});
                settle();
            }
            break;
        case 6:
            for (const qint64 due : m_store->failures.dueRetries()) {
                m_store->jobs.enqueue(due, JobType::Retry, queue::priority::retry, q("retry"));
                m_store->packages.settle(due);
            }
            break;
        case 7: // a person retries
            if (state == PackageState::Held || state == PackageState::RetryWait) {
                m_store->failures.resolveAll(id, q("manual"), {});
                m_store->jobs.enqueue(id, JobType::Manual, queue::priority::doNext, q("by hand"));
                settle();
            }
            break;
        case 8: // a person holds or resumes
            if (state != PackageState::Running) {
                m_store->packages.setPaused(id, state != PackageState::Paused, q("why"));
                settle();
            }
            break;
        default:
            break;
        }
    }

    void check(qint64 id, PackageState state)
    {
        Database& database = m_store->database();
        const auto count = [&](const char* sql) { return database.value(QLatin1String(sql), {id}).toInt(); };
        const int running = count("SELECT count(*) FROM job WHERE package_id = ? AND state = 'running'");
        const int attempts = count("SELECT count(*) FROM attempt a JOIN job j ON j.id = a.job_id "
                                   "WHERE j.package_id = ? AND a.outcome = 'running'");
        const int queued = count("SELECT count(*) FROM job WHERE package_id = ? AND state = 'queued'");
        const int holding =
            count("SELECT count(*) FROM failure WHERE package_id = ? AND state IN ('held', 'spurious_capped')");
        const int waiting = count("SELECT count(*) FROM failure WHERE package_id = ? AND state = 'retry_wait'");
        QVERIFY(running <= 1);
        QCOMPARE(attempts, running);
        QCOMPARE(state == PackageState::Running, running == 1);
        if (state == PackageState::Paused || running == 1)
            return;
        QCOMPARE(state == PackageState::Queued, queued > 0);
        // An open failure and no job that deals with it ⇔ held or waiting for its retry.
        QCOMPARE(state == PackageState::Held, queued == 0 && holding > 0);
        QCOMPARE(state == PackageState::RetryWait, queued == 0 && holding == 0 && waiting > 0);
        QCOMPARE(state == PackageState::Ok, queued == 0 && holding + waiting == 0);
    }

    StoreFixture& m_store;
    QRandomGenerator m_random;
    QList<qint64> m_packages;
    QMap<qint64, Job> m_running;
    int m_version = 0;
    int m_action = 0;
};
} // namespace

class TestContractStates : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase_data() { addBackends(); }

    void randomWalk_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 5; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void randomWalk()
    {
        QFETCH(quint32, seed);
        StoreFixture store;
        Walk walk(store, seed);
        for (int i = 0; i < 400 && !QTest::currentTestFailed(); ++i)
            walk.step();
    }

    void everyChangeOfStateIsSeenByPreviews()
    {
        StoreFixture store;
        const qint64 a = store.package(q("a"));
        const qint64 b = store.package(q("b"));
        const auto versions = [&] {
            return QList<qint64>{store->packages.byId(a)->rowVersion, store->packages.byId(b)->rowVersion};
        };
        QList<qint64> before = versions();
        QCOMPARE(versions(), before);
        const auto moved = [&] {
            const QList<qint64> now = versions();
            const bool different = now != before;
            before = now;
            return different;
        };
        store->jobs.enqueue(a, JobType::New, 10, {});
        store->packages.settle(a);
        QVERIFY(moved());
        store->packages.setTracked(b, false);
        QVERIFY(moved());
        store->packages.setPaused(b, true, q("why"));
        QVERIFY(moved());
    }

    void aPausedPackageKeepsItsPlace()
    {
        StoreFixture store;
        const qint64 id = store.package(q("hello"));
        store.fail(id);
        store->packages.setPaused(id, true, q("being looked at"));
        QCOMPARE(store->packages.settle(id), PackageState::Paused);
        QCOMPARE(store->packages.byId(id)->note, q("being looked at"));
        store->packages.setPaused(id, false, {});
        QCOMPARE(store->packages.settle(id), PackageState::Held);
        QCOMPARE(store->packages.byId(id)->note, QString());
    }
};

QTEST_GUILESS_MAIN(TestContractStates)
#include "tst_contract_store_states.moc"
