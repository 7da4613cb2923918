// SPDX-License-Identifier: GPL-3.0-or-later
// An archive's host goes away while eight workers use it, and comes back (importer.md b10, b19): no failure is
// recorded, one probe a minute is made, every job keeps its place. Real workers, a real socket, a clock that we set.
#include "core/base/paths.h"
#include "core/engine/engine.h"
#include "core/ops/operations.h"
#include "tests/fault/home.h"
#include "tests/fault/smallpackages.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr qint64 second = 1000;
constexpr int longMs = 60'000;
constexpr int packages = 20;

/// An engine over a home, on this thread, by our clock.
class World
{
public:
    World(const Home& home, int jobs, const FixedClock& clock, bool poll = false)
        : store(store::StoreUrl::parse(Paths::below(home.path(s("home"))).store), store::OpenMode::ReadWrite, clock)
        , engine(store, options(home, jobs, poll), clock)
        , started(&engine, &engine::Engine::jobStarted)
        , finished(&engine, &engine::Engine::jobFinished)
        , idle(&engine, &engine::Engine::idle)
        , waiting(&engine, &engine::Engine::waiting)
        , polled(&engine, &engine::Engine::polled)
        , stopped(&engine, &engine::Engine::stopped)
    {
    }
    ~World()
    {
        engine.stopNow();
        if (stopped.isEmpty())
            stopped.wait(longMs);
    }

    QList<qint64> queue()
    {
        return store.call([](store::StateStore& state) { return state.lists.ids(store::ListKind::Queue, {}); });
    }

private:
    static engine::EngineOptions options(const Home& home, int jobs, bool poll)
    {
        engine::EngineOptions options;
        options.paths = Paths::below(home.path(s("home")));
        options.parallelJobs = jobs;
        options.poll = poll;
        options.verifyEveryMs = 0;
        options.workerProgram = programFolder() + s("/millrace-worker");
        return options;
    }

public:
    store::StoreThread store;
    engine::Engine engine;
    QSignalSpy started, finished, idle, waiting, polled, stopped;
};

} // namespace

class TestFaultOutage : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qputenv("no_proxy", "127.0.0.1");
        m_archive = std::make_unique<SmallPackages>(packages);
    }
    void init()
    {
        m_home = std::make_unique<Home>();
        QCOMPARE(m_home->addArchive(m_archive->uri(), m_archive->archive.keyring(), {s("sid")}).exitCode, 0);
        QCOMPARE(m_home->ctl({s("poll")}).exitCode, 0);
        m_clock.set(Clock::system().nowMs());
    }
    void cleanup()
    {
        if (QTest::currentTestFailed())
            return;
        QCOMPARE(m_home->disorder(), QStringList());
    }

    void eightWorkersAndAnOutageOfHundredSeconds()
    {
        track(packages);
        World world(*m_home, 8, m_clock);
        const QList<qint64> before = world.queue();
        QCOMPARE(before.size(), packages);

        // 0 s: nobody answers.
        m_archive->server.goAway();
        world.engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(breaker("state"), s("open"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM attempt WHERE outcome = 'running'"), s("0"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(world.waiting.count(), 1, longMs);
        const QString attempts = value("SELECT count(*) FROM attempt");
        // Eight at once; the place of the first and of the second that ends may be taken before the third opens the
        // breaker.
        QVERIFY2(attempts.toInt() <= 8 + 2, qPrintable(attempts));
        nothingIsLost(world, before);
        QCOMPARE(value("SELECT count(*) FROM outage_evidence WHERE state = 'outage'"), s("3"));
        QCOMPARE(value("SELECT count(*) FROM event WHERE action = 'breaker-open'"), s("1"));

        // Everybody can see it.
        const QJsonArray shown = m_home->ctl({s("status"), s("--json")}).json()[QLatin1String("breakers")].toArray();
        QCOMPARE(shown.size(), 1);
        QCOMPARE(shown.at(0)[QLatin1String("resource")].toString(), m_archive->resource());
        QCOMPARE(shown.at(0)[QLatin1String("state")].toString(), s("open"));
        QVERIFY(shown.at(0)[QLatin1String("last_error")].toString().contains(s("127.0.0.1")));
        const CtlResult listed = m_home->ctl({s("breakers"), s("--json")});
        const QJsonObject row = QJsonDocument::fromJson(listed.output).array().at(0).toObject();
        QCOMPARE(row[QLatin1String("evidence")].toInt(), 3);
        QCOMPARE(row[QLatin1String("waiting_jobs")].toInt(), packages);

        // 59 s: too early to ask. 60 s: one probe, in vain.
        m_clock.advance(59 * second);
        world.engine.wake();
        QTest::qWait(300);
        QCOMPARE(breaker("probes"), s("0"));
        m_clock.advance(second);
        world.engine.wake();
        QTRY_COMPARE_WITH_TIMEOUT(breaker("probes"), s("1"), longMs);
        for (int i = 0; i < 5; ++i)
            world.engine.wake();
        QTest::qWait(300);
        QCOMPARE(breaker("probes"), s("1"));
        QCOMPARE(breaker("state"), s("open"));

        // 100 s: it is back, and nobody knows.
        m_clock.advance(40 * second);
        m_archive->server.back();
        m_archive->server.forget();
        world.engine.wake();
        QTest::qWait(300);
        QVERIFY(m_archive->server.seen().isEmpty());
        QCOMPARE(value("SELECT count(*) FROM attempt"), attempts);
        nothingIsLost(world, before);

        // 120 s: the second probe is answered; one job goes first, then all.
        const auto first = world.started.count();
        m_clock.advance(20 * second);
        world.engine.wake();
        QTRY_VERIFY_WITH_TIMEOUT(world.started.count() > first, longMs);
        QTRY_COMPARE_WITH_TIMEOUT(breaker("state"), s("closed"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"),
                                  QString::number(packages), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM job WHERE state <> 'done'"), s("0"), longMs);
        QCOMPARE(breaker("probes"), s("2"));
        QCOMPARE(value("SELECT count(*) FROM failure"), s("0"));
        QCOMPARE(value("SELECT count(*) FROM attempt WHERE outcome = 'failed'"), s("3"));
        QCOMPARE(value("SELECT count(*) FROM attempt WHERE outcome = 'done'"), QString::number(packages));
        QCOMPARE(value("SELECT count(*) FROM event WHERE action = 'breaker-close'"), s("1"));
        // In the order of the queue, and while it was half open nothing ran beside the first.
        QCOMPARE(
            value("SELECT group_concat(job_id) FROM (SELECT job_id FROM attempt WHERE outcome = 'done' ORDER BY id)"),
            joined(before));
        QCOMPARE(value("SELECT count(*) FROM attempt f, attempt a WHERE a.outcome = 'done' AND f.id = (SELECT min(id) "
                       "FROM attempt WHERE outcome = 'done') AND a.id <> f.id AND a.started < f.ended"),
                 s("0"));
    }

    void twoPackagesAreNoOutage()
    {
        track(2);
        World world(*m_home, 8, m_clock);
        m_archive->server.goAway();
        world.engine.start();
        // Nothing else could tell whether it is an outage: what happened is told at once.
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM failure WHERE state = 'retry_wait'"), s("2"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(world.idle.count(), 1, longMs);
        QCOMPARE(breaker("state"), s("closed"));
        QCOMPARE(value("SELECT count(*) FROM package WHERE state = 'retry_wait'"), s("2"));
        QCOMPARE(value("SELECT count(*) FROM job WHERE state = 'queued'"), s("0"));

        // A third one three minutes later makes it one, and the two are nobody's failures any more.
        m_clock.advance(180 * second);
        track(3);
        world.engine.wake();
        QTRY_COMPARE_WITH_TIMEOUT(breaker("state"), s("open"), longMs);
        QCOMPARE(value("SELECT count(*) FROM failure WHERE state <> 'resolved'"), s("0"));
        QCOMPARE(value("SELECT count(*) FROM failure WHERE resolved_by = 'outage'"), s("2"));
        QCOMPARE(value("SELECT count(*) FROM package WHERE state = 'queued'"), s("3"));
        m_archive->server.back();
        m_clock.advance(60 * second);
        world.engine.wake();
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"), s("3"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(breaker("state"), s("closed"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM job WHERE state <> 'done'"), s("0"), longMs);
    }

    void failsAgainWhileHalfOpen()
    {
        track(5);
        World world(*m_home, 4, m_clock);
        m_archive->server.goAway();
        world.engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(breaker("state"), s("open"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM attempt WHERE outcome = 'running'"), s("0"), longMs);
        const int before = value("SELECT count(*) FROM attempt").toInt();
        const QList<qint64> order = world.queue();
        // The probe is answered, the job that goes first is not.
        m_archive->server.back();
        m_archive->server.fail(s("*"), {.cutAfter = 10});
        m_archive->server.fail(probePath(), {.times = 1});
        m_clock.advance(60 * second);
        world.engine.wake();
        QTRY_COMPARE_WITH_TIMEOUT(breaker("probes"), s("1"), longMs);
        QTRY_VERIFY_WITH_TIMEOUT(world.started.count() > before, longMs);
        m_archive->server.goAway();
        QTRY_COMPARE_WITH_TIMEOUT(breaker("state"), s("open"), longMs * 2);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM attempt WHERE outcome = 'running'"), s("0"), longMs);
        QCOMPARE(value("SELECT count(*) FROM attempt").toInt(), before + 1);
        QCOMPARE(value("SELECT count(*) FROM failure"), s("0"));
        QCOMPARE(value("SELECT count(*) FROM outage_evidence"), s("3"));
        QCOMPARE(world.queue(), order);
        m_archive->server.heal();
        m_archive->server.back();
    }

    void aPersonOpensAndCloses()
    {
        track(4);
        const QString resource = m_archive->resource();
        QCOMPARE(m_home->ctl({s("breaker"), s("open"), resource}).exitCode, 2); // no reason
        QCOMPARE(m_home->ctl({s("breaker"), s("open"), s("nonsense"), s("--reason"), s("x")}).exitCode, 2);
        const CtlResult preview =
            m_home->ctl({s("breaker"), s("open"), resource, s("--reason"), s("x"), s("--dry-run"), s("--json")});
        QCOMPARE(preview.exitCode, 0);
        QVERIFY(preview.json()[QLatin1String("consequences")].toArray().at(0).toString().contains(
            s("4 waiting jobs stay")));
        QCOMPARE(value("SELECT count(*) FROM outage"), s("0"));
        const CtlResult opened =
            m_home->ctl({s("breaker"), s("open"), resource, s("--reason"), s("the mirror moves"), s("--json")});
        QVERIFY2(opened.exitCode == 0, opened.errors.constData());
        QCOMPARE(m_home->ctl({s("breaker"), s("open"), resource, s("--reason"), s("x")}).exitCode, 5);

        // Nothing is tried, nobody waits for it, and no minute changes that.
        m_archive->server.forget();
        const CtlResult idle = m_home->ctl({s("run"), s("--until-idle"), s("--poll-every"), s("1")});
        QVERIFY2(idle.exitCode == 0, idle.errors.constData());
        QVERIFY(m_archive->server.seen().isEmpty());
        QCOMPARE(value("SELECT count(*) FROM attempt"), s("0"));

        const QString event = QString::number(opened.json()[QLatin1String("event")].toInt());
        const CtlResult undone = m_home->ctl({s("undo"), event});
        QVERIFY2(undone.exitCode == 0, undone.errors.constData());
        QCOMPARE(breaker("state"), s("closed"));
        QCOMPARE(m_home->ctl({s("undo"), event}).exitCode, 5);
        QCOMPARE(m_home->ctl({s("breaker"), s("close"), resource}).exitCode, 5); // is closed
        QCOMPARE(m_home->ctl({s("breaker"), s("open"), resource, s("--reason"), s("again")}).exitCode, 0);
        QCOMPARE(m_home->ctl({s("breaker"), s("close"), resource}).exitCode, 0);
        QCOMPARE(m_home->ctl({s("run"), s("--until-idle")}).exitCode, 0);
        QCOMPARE(value("SELECT count(*) FROM import WHERE state = 'published'"), s("4"));
        QCOMPARE(value("SELECT count(*) FROM event WHERE action = 'breaker'"), s("3"));
    }

    void aPersonAsksWhetherItIsBack()
    {
        track(5);
        World world(*m_home, 4, m_clock);
        const QString resource = m_archive->resource();
        QCOMPARE(m_home->ctl({s("breaker"), s("probe"), resource}).exitCode, 5); // nobody ever missed it
        m_archive->server.goAway();
        world.engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(breaker("state"), s("open"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM attempt WHERE outcome = 'running'"), s("0"), longMs);
        const CtlResult preview = m_home->ctl({s("breaker"), s("probe"), resource, s("--dry-run"), s("--json")});
        QVERIFY2(preview.exitCode == 0, preview.errors.constData());
        QCOMPARE(preview.json()[QLatin1String("rows")].toObject()[QLatin1String("outage")].toInt(), 1);
        QVERIFY(preview.output.contains("5 waiting jobs are free to run if it is"));
        QCOMPARE(breaker("probes"), s("0"));

        // No minute goes by on our clock. First it is asked in vain, then not.
        const auto ask = [&] {
            world.store.call([&](store::StateStore& state) {
                const auto operation = ops::probe(resource);
                operation->apply(state, operation->preview(state).stateVersion, s("me"));
            });
        };
        ask();
        QTRY_COMPARE_WITH_TIMEOUT(breaker("probes"), s("1"), longMs);
        QTest::qWait(300);
        QCOMPARE(breaker("state"), s("open"));
        QCOMPARE(breaker("probes"), s("1"));
        m_archive->server.back();
        ask();
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"), s("5"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(breaker("state"), s("closed"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM job WHERE state <> 'done'"), s("0"), longMs);
        QCOMPARE(breaker("probes"), s("2"));
        QCOMPARE(value("SELECT group_concat(actor || ' ' || subject, ',') FROM event WHERE action = 'probe'"),
                 s("me %1,me %1").arg(resource));

        QCOMPARE(m_home->ctl({s("breaker"), s("open"), resource, s("--reason"), s("by hand")}).exitCode, 0);
        QCOMPARE(m_home->ctl({s("breaker"), s("probe"), resource}).exitCode, 5);
    }

    void anImportWaitsForItsArchive()
    {
        // The real programs: three packages fail, a fourth is not tried; somebody closes the breaker, and it goes on.
        m_archive->server.goAway();
        const std::unique_ptr<QProcess> import =
            m_home->start({s("import"), s("--json"), s("--jobs"), s("1"), s("p01"), s("p02"), s("p03"), s("p04")});
        QTRY_COMPARE_WITH_TIMEOUT(breaker("state"), s("open"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM attempt WHERE outcome = 'running'"), s("0"), longMs);
        QCOMPARE(value("SELECT count(*) FROM attempt"), s("3"));
        QVERIFY(!import->waitForFinished(500));
        m_archive->server.back();
        const CtlResult closed =
            m_home->ctl({s("breaker"), s("close"), m_archive->resource(), s("--reason"), s("is back")});
        QVERIFY2(closed.exitCode == 0, closed.errors.constData());
        QVERIFY(import->waitForFinished(longMs));
        QCOMPARE(import->exitCode(), 0);
        QVERIFY(import->readAllStandardError().contains("is away; waiting for it"));
        QCOMPARE(value("SELECT count(*) FROM import WHERE state = 'published'"), s("4"));
        QCOMPARE(value("SELECT count(*) FROM failure"), s("0"));
    }

    void thePollerUsesTheSameBreaker()
    {
        for (const char* suite : {"bookworm", "trixie"})
            m_home->addArchive(m_archive->uri(), m_archive->archive.keyring(), {s(suite)});
        QCOMPARE(m_home->ctl({s("archive"), s("remove"), s("sample")}).exitCode, 0);
        QCOMPARE(m_home
                     ->addArchive(m_archive->uri(), m_archive->archive.keyring(),
                                  {s("sid"), s("bookworm"), s("trixie"), s("forky"), s("experimental")})
                     .exitCode,
                 0);
        m_archive->server.goAway();
        const CtlResult polled = m_home->ctl({s("run"), s("--until-idle")});
        QVERIFY2(polled.exitCode == 0, polled.errors.constData());
        QCOMPARE(breaker("state"), s("open"));
        // One line for all that was left out: the breaker says the rest.
        QVERIFY2(polled.errors.contains("sample is away: 2 of its suites are not read"), polled.errors.constData());
        m_archive->server.back();
        // Whoever asks by hand need not wait for a probe.
        m_home->ctl({s("poll")});
        QCOMPARE(breaker("state"), s("closed"));
    }

    void anArchiveThatSaysNothingKeepsNobodyWaiting()
    {
        constexpr int few = 5;
        track(few);
        // Another archive takes our call and never answers.
        const QTemporaryDir nothing;
        HttpServer silent(nothing.path());
        silent.fail(s("*"), {.delayMs = 10 * longMs});
        QCOMPARE(m_home
                     ->ctl({s("archive"), s("add"), s("silent"), silent.url(s("/")).toString(), s("--keyring"),
                            m_archive->archive.keyring(), s("--vendor"), s("debian"), s("--suite"), s("sid")})
                     .exitCode,
                 0);
        World world(*m_home, 2, m_clock, true);
        world.engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(world.finished.count(), few, longMs);
        QCOMPARE(value("SELECT count(*) FROM import WHERE state = 'published'"), QString::number(few));
        QTRY_VERIFY_WITH_TIMEOUT(silent.hits(s("/dists/sid/InRelease")) > 0, longMs);
        QCOMPARE(world.polled.count(), 0);
        QVERIFY2(world.idle.isEmpty(), "it is not idle while it asks");
    }

private:
    void track(int count)
    {
        QStringList names{s("track")};
        for (int i = 1; i <= count; ++i)
            names.append(SmallPackages::name(i));
        const CtlResult tracked = m_home->ctl(names);
        QVERIFY2(tracked.exitCode == 0 || tracked.exitCode == 3, tracked.errors.constData());
    }
    QString value(const char* sql) const { return m_home->value(QString::fromLatin1(sql)); }
    QString breaker(const char* column) const
    {
        return m_home->value(s("SELECT %1 FROM outage WHERE resource = '%2'").arg(s(column), m_archive->resource()));
    }
    QString probePath() const { return QUrl(breaker("probe_url")).path(); }
    static QString joined(const QList<qint64>& ids)
    {
        QStringList texts;
        for (const qint64 id : ids)
            texts.append(QString::number(id));
        return texts.join(QLatin1Char(','));
    }
    void nothingIsLost(World& world, const QList<qint64>& order) const
    {
        QCOMPARE(value("SELECT count(*) FROM failure"), s("0"));
        QCOMPARE(value("SELECT count(*) FROM attempt WHERE outcome NOT IN ('stopped', 'failed')"), s("0"));
        QVERIFY(value("SELECT count(*) FROM attempt WHERE outcome = 'failed'").toInt() <= 3);
        QCOMPARE(world.queue(), order);
        QCOMPARE(value("SELECT count(*) FROM package WHERE tracked = 1 AND state <> 'queued'"), s("0"));
    }

    std::unique_ptr<SmallPackages> m_archive;
    std::unique_ptr<Home> m_home;
    FixedClock m_clock;
};

QTEST_GUILESS_MAIN(TestFaultOutage)
#include "tst_fault_outage.moc"
