// SPDX-License-Identifier: GPL-3.0-or-later
// Several engines on one store: a job that another engine took over is published once; a host does what a person wants
// of it while it runs; nobody leases in the middle of somebody else's poll; newer requests are not forgotten.
#include "core/base/paths.h"
#include "core/engine/engine.h"
#include "core/engine/recovery.h"
#include "tests/fault/home.h"
#include "tests/fault/smallpackages.h"
#include "tests/support/sourcepackage.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr qint64 minute = 60'000;
constexpr int longMs = 60'000;

} // namespace

class TestFaultHosts : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        qputenv("no_proxy", "127.0.0.1");
        m_archive = std::make_unique<SmallPackages>(8);
    }
    void init()
    {
        m_archive->server.heal();
        m_archive->server.forget();
        m_home = std::make_unique<Home>();
        QCOMPARE(m_home->addArchive(m_archive->uri(), m_archive->archive.keyring(), {s("sid")}).exitCode, 0);
        QCOMPARE(m_home->ctl({s("poll")}).exitCode, 0);
    }
    void cleanup()
    {
        if (!QTest::currentTestFailed())
            QCOMPARE(m_home->disorder(), QStringList());
    }

    void aLostJobIsPublishedOnce_data()
    {
        QTest::addColumn<bool>("hears");
        QTest::newRow("it hears of it by its heartbeat") << true;
        QTest::newRow("it hears of it when it would publish") << false;
    }
    void aLostJobIsPublishedOnce()
    {
        QFETCH(bool, hears);
        track(1);
        m_archive->server.fail(s("*"), {.delayMs = hears ? 20'000 : 2500, .times = 1});
        FixedClock clock(Clock::system().nowMs());
        const Paths paths = Paths::below(m_home->path(s("home")));
        const store::StoreUrl url = store::StoreUrl::parse(paths.store);
        store::StoreThread store(url, store::OpenMode::ReadWrite, clock);
        engine::Engine engine(store, options(), clock);
        QSignalSpy stopped(&engine, &engine::Engine::stopped);
        QSignalSpy finished(&engine, &engine::Engine::jobFinished);
        engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(m_archive->server.hits(s("/pool/main/p/p01/p01_1.dsc")), 1, longMs);

        // Nobody heard of it for six minutes: another host takes the job back, and it is free again.
        clock.advance(6 * minute);
        {
            store::StoreThread other(url, store::OpenMode::ReadWrite, clock);
            engine::Publisher publisher(other, paths);
            const engine::RecoveryResult result =
                engine::recover(other, publisher, {s("elsewhere:1.1.other"), {}}, clock.nowMs());
            QCOMPARE(result.discarded, 1);
            QCOMPARE(value("SELECT reclaims FROM job"), s("1"));
        }
        QCOMPARE(value("SELECT outcome FROM attempt"), s("reclaimed"));
        if (hears)
            engine.setParallelJobs(2); // a beat
        QTRY_VERIFY_WITH_TIMEOUT(finished.count() >= 1, longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"), s("1"), longMs);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM job WHERE state <> 'done'"), s("0"), longMs);
        QCOMPARE(value("SELECT group_concat(outcome) FROM (SELECT outcome FROM attempt ORDER BY id)"),
                 s("reclaimed,done"));
        QCOMPARE(value("SELECT count(*) FROM refop WHERE attempt_id = (SELECT min(id) FROM attempt)"), s("0"));
        QCOMPARE(value("SELECT count(*) FROM event WHERE action = 'import'"), s("1"));
        QCOMPARE(value("SELECT count(*) FROM failure"), s("0"));
        engine.quiesce();
        QTRY_VERIFY_WITH_TIMEOUT(!stopped.isEmpty(), longMs);
    }

    void aHostOfTheSameNameIsNotThisOne()
    {
        track(1);
        m_archive->server.fail(s("*"), {.delayMs = 20'000, .times = 1});
        const std::unique_ptr<QProcess> engine = m_home->start({s("run")});
        QTRY_VERIFY_WITH_TIMEOUT(!workersOf(engine->processId()).isEmpty(), longMs);
        engine->kill();
        engine->waitForFinished();
        // As if it had been on another machine of this name: no process of that number is here, and that says nothing.
        const QString here = value("SELECT claimed_by FROM job");
        const QString elsewhere = here.section(u'.', 0, -2) + s(".0123456789ab");
        change("UPDATE job SET claimed_by = '%1'", elsewhere);
        const Paths paths = Paths::below(m_home->path(s("home")));
        store::StoreThread store(store::StoreUrl::parse(paths.store), store::OpenMode::ReadWrite);
        engine::Publisher publisher(store, paths);
        const engine::Recoverer other{s("other:1.1.other"), {}};
        const qint64 now = Clock::system().nowMs();
        QCOMPARE(engine::recover(store, publisher, other, now).discarded, 0);
        QCOMPARE(value("SELECT claimed_by FROM job"), elsewhere);
        // Of its own place an engine knows at once, and of another's when the lease has run out.
        change("UPDATE job SET claimed_by = '%1'", here);
        QCOMPARE(engine::recover(store, publisher, other, now).discarded, 1);
        QCOMPARE(m_home->ctl({s("run"), s("--until-idle")}).exitCode, 0);
        QCOMPARE(value("SELECT count(*) FROM import WHERE state = 'published'"), s("1"));
    }

    void enginesInTwoContainersAreTwo()
    {
        // Two pid namespaces of one machine: the same name of the host, the same boot, and both may have the same pids.
        const std::unique_ptr<QProcess> one =
            m_home->start({s("run"), s("--jobs"), s("3"), s("--verify-every"), s("0")});
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM engine"), s("1"), longMs);
        QProcess two;
        two.setProcessEnvironment(one->processEnvironment());
        two.start(s("unshare"),
                  {s("--user"), s("--map-root-user"), s("--pid"), s("--fork"), s("--kill-child"), s("--mount-proc"),
                   programFolder() + s("/millracectl"), s("run"), s("--jobs"), s("2"), s("--verify-every"), s("0")});
        QTRY_VERIFY_WITH_TIMEOUT(two.state() == QProcess::NotRunning || value("SELECT count(*) FROM engine") == s("2"),
                                 longMs);
        if (two.state() == QProcess::NotRunning)
            QSKIP(two.readAllStandardError().constData());
        QTRY_COMPARE_WITH_TIMEOUT(hostRow()[QLatin1String("parallel")].toInt(), 5, longMs);
        const QStringList names = value("SELECT group_concat(identity, ' ') FROM engine").split(u' ');
        QVERIFY(names.at(0).section(u'.', -1) != names.at(1).section(u'.', -1));
        QCOMPARE(names.at(0).section(u':', 0, -2), names.at(1).section(u':', 0, -2));
        // Neither takes the other for dead when it looks for the dead.
        const Paths paths = Paths::below(m_home->path(s("home")));
        store::StoreThread store(store::StoreUrl::parse(paths.store), store::OpenMode::ReadWrite);
        engine::Publisher publisher(store, paths);
        engine::recover(store, publisher, {s("other:1.1.other"), {}}, Clock::system().nowMs());
        QCOMPARE(value("SELECT count(*) FROM engine"), s("2"));
        two.kill();
        two.waitForFinished();
        kill(static_cast<pid_t>(one->processId()), SIGTERM);
        QVERIFY(one->waitForFinished(longMs));
    }

    void anImportByHandLeavesTheServiceRunning()
    {
        track(1);
        const std::unique_ptr<QProcess> service =
            m_home->start({s("run"), s("--jobs"), s("3"), s("--verify-every"), s("0")});
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"), s("1"), longMs);
        const CtlResult import = m_home->ctl({s("import"), s("p02"), s("--jobs"), s("2")});
        QVERIFY2(import.exitCode == 0, import.errors.constData());
        // What ended is one of the host's two engines.
        QCOMPARE(hostRow()[QLatin1String("state")].toString(), s("running"));
        QCOMPARE(hostRow()[QLatin1String("parallel")].toInt(), 3);
        // One that is killed is struck off by the next that starts.
        service->kill();
        service->waitForFinished();
        QCOMPARE(value("SELECT count(*) FROM engine"), s("1"));
        QCOMPARE(m_home->ctl({s("run"), s("--until-idle")}).exitCode, 0);
        QCOMPARE(value("SELECT count(*) FROM engine"), s("0"));
        QCOMPARE(hostRow()[QLatin1String("state")].toString(), s("stopped"));
    }

    void takenBackThreeTimesIsAFailure()
    {
        track(1);
        m_archive->server.fail(s("*"), {.delayMs = 20'000});
        for (int round = 0; round < 3; ++round) {
            const std::unique_ptr<QProcess> engine = m_home->start({s("run")});
            QTRY_VERIFY_WITH_TIMEOUT(!workersOf(engine->processId()).isEmpty(), longMs);
            engine->kill();
            engine->waitForFinished();
        }
        // Counted apart from retries, and it needs no five minutes: it is known on this host that they are gone.
        const CtlResult run = m_home->ctl({s("run"), s("--until-idle")});
        QVERIFY2(run.exitCode == 0, run.errors.constData());
        QCOMPARE(value("SELECT code || ' ' || state || ' ' || auto_retries FROM failure"), s("limit.reclaim held 0"));
        QCOMPARE(value("SELECT count(*) FROM attempt WHERE outcome = 'reclaimed'"), s("3"));
        m_archive->server.heal();
        QCOMPARE(m_home->ctl({s("retry"), s("p01")}).exitCode, 0);
        QCOMPARE(m_home->ctl({s("run"), s("--until-idle")}).exitCode, 0);
        QCOMPARE(value("SELECT count(*) FROM import WHERE state = 'published'"), s("1"));
    }

    void heedsWhatIsWantedWhileItRuns()
    {
        track(8);
        m_archive->server.fail(s("*"), {.delayMs = 4000});
        const std::unique_ptr<QProcess> engine = m_home->start({s("run"), s("--jobs"), s("1")});
        const auto workers = [&] { return workersOf(engine->processId()).size(); };
        QTRY_COMPARE_WITH_TIMEOUT(workers(), 1, longMs);
        const QString host = m_home->value(s("SELECT host FROM host"));
        const CtlResult three = m_home->ctl({s("host"), host, s("--jobs"), s("3"), s("--json")});
        QVERIFY2(three.exitCode == 0, three.errors.constData());
        QTRY_COMPARE_WITH_TIMEOUT(workers(), 3, longMs);
        QTRY_COMPARE_WITH_TIMEOUT(hostRow()[QLatin1String("parallel")].toInt(), 3, longMs);

        QCOMPARE(m_home->ctl({s("host"), host, s("--drain"), s("--reason"), s("new kernel")}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(hostRow()[QLatin1String("state")].toString(), s("drained"), longMs);
        QCOMPARE(workers(), 0);
        QCOMPARE(value("SELECT count(*) FROM attempt WHERE outcome NOT IN ('done')"), s("0"));
        QVERIFY(value("SELECT count(*) FROM job WHERE state = 'queued'").toInt() > 0);
        QCOMPARE(hostRow()[QLatin1String("wanted_state")].toString(), s("drain"));
        QTest::qWait(1500);
        QCOMPARE(workers(), 0);

        // Undone one after the other: first it runs again, three at once, then one.
        m_archive->server.heal();
        m_archive->server.fail(s("*"), {.delayMs = 1000});
        const QString drain = value("SELECT max(id) FROM event WHERE action = 'host'");
        QCOMPARE(m_home->ctl({s("undo"), drain}).exitCode, 0);
        QTRY_COMPARE_WITH_TIMEOUT(workers(), 3, longMs);
        const QString first = value("SELECT min(id) FROM event WHERE action = 'host'");
        const CtlResult undone = m_home->ctl({s("undo"), first});
        QVERIFY2(undone.exitCode == 0, undone.errors.constData());
        QTRY_COMPARE_WITH_TIMEOUT(hostRow()[QLatin1String("parallel")].toInt(), 1, longMs);
        m_archive->server.heal();
        kill(static_cast<pid_t>(engine->processId()), SIGTERM);
        QVERIFY(engine->waitForFinished(longMs));
        QCOMPARE(engine->exitCode(), 130);

        QCOMPARE(m_home->ctl({s("host"), s("nowhere"), s("--drain")}).exitCode, 5);
        QCOMPARE(m_home->ctl({s("host"), host}).exitCode, 2);
        QCOMPARE(m_home->ctl({s("host"), host, s("--drain"), s("--run")}).exitCode, 2);
        QCOMPARE(m_home->ctl({s("run"), s("--until-idle")}).exitCode, 0);
    }

    void aDrainedHostStaysDrained()
    {
        track(2);
        QCOMPARE(m_home->ctl({s("run"), s("--until-idle")}).exitCode, 0);
        const QString host = m_home->value(s("SELECT host FROM host"));
        QCOMPARE(m_home->ctl({s("host"), host, s("--drain")}).exitCode, 0);
        track(3);
        QCOMPARE(m_home->ctl({s("run"), s("--until-idle")}).exitCode, 0);
        QCOMPARE(value("SELECT count(*) FROM job WHERE state = 'queued'"), s("1"));
        // Who imports something here and now has not asked for the main loop.
        QCOMPARE(m_home->ctl({s("import"), s("p04")}).exitCode, 0);
        QCOMPARE(m_home->ctl({s("host"), host, s("--run")}).exitCode, 0);
        QCOMPARE(m_home->ctl({s("run"), s("--until-idle")}).exitCode, 0);
        QCOMPARE(value("SELECT count(*) FROM job WHERE state = 'queued'"), s("0"));
    }

    void importsGoOnWhileAnotherLooks()
    {
        track(2);
        // Nothing is known to be new yet, and what is looked at may never answer.
        m_archive->server.fail(s("/dists/sid/InRelease"), {.delayMs = 10 * longMs});
        const std::unique_ptr<QProcess> poll = m_home->start({s("poll")});
        QTRY_VERIFY_WITH_TIMEOUT(value("SELECT count(*) FROM suite WHERE poll_until > 0") == s("1"), longMs);
        const std::unique_ptr<QProcess> engine = m_home->start({s("run"), s("--poll-every"), s("100000")});
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"), s("2"), longMs);
        QCOMPARE(value("SELECT count(*) FROM suite WHERE poll_until > 0"), s("1"));
        kill(static_cast<pid_t>(poll->processId()), SIGTERM);
        QVERIFY(poll->waitForFinished(longMs));
        kill(static_cast<pid_t>(engine->processId()), SIGTERM);
        QVERIFY(engine->waitForFinished(longMs));
        // Whoever polls next goes on with what it left.
        m_archive->server.heal();
        QCOMPARE(m_home->ctl({s("poll")}).exitCode, 0);
        QCOMPARE(value("SELECT count(*) FROM suite WHERE poll_until > 0"), s("0"));
    }

    void nobodyLeasesWhileAnotherReads()
    {
        track(2);
        const QString elsewhere = s("elsewhere:1");
        store::StoreThread another(store::StoreUrl::parse(Paths::below(m_home->path(s("home"))).store),
                                   store::OpenMode::ReadWrite);
        another.call([&](store::StateStore& state) {
            const qint64 sid = state.archives.all().constFirst().suites.constFirst().id;
            QVERIFY(state.archives.claimPoll(sid, elsewhere, false));
            QCOMPARE(state.archives.beginPoll({sid}, elsewhere, state.clock().nowMs()).size(), 1);
        });
        const std::unique_ptr<QProcess> engine = m_home->start({s("run"), s("--poll-every"), s("100000")});
        QTest::qWait(1500);
        QCOMPARE(value("SELECT count(*) FROM attempt"), s("0"));
        another.call([&](store::StateStore& state) { state.archives.releasePoll(elsewhere); });
        // The end of the poll is news: nobody waits for the next look.
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"), s("2"), longMs);
        kill(static_cast<pid_t>(engine->processId()), SIGTERM);
        QVERIFY(engine->waitForFinished(longMs));
    }

    void whatAnotherReadMeanwhileStays()
    {
        publish(s("1"));
        // The poll looks at what is new, then at an archive that says nothing until it is gone.
        const QTemporaryDir nothing;
        auto silent = std::make_unique<HttpServer>(nothing.path());
        silent->fail(s("*"), {.delayMs = 10 * longMs});
        QCOMPARE(m_home
                     ->ctl({s("archive"), s("add"), s("silent"), silent->url(s("/")).toString(), s("--keyring"),
                            m_archive->archive.keyring(), s("--vendor"), s("debian"), s("--suite"), s("sid")})
                     .exitCode,
                 0);
        const std::unique_ptr<QProcess> poll = m_home->start({s("poll")});
        QTRY_VERIFY_WITH_TIMEOUT(!silent->seen().isEmpty(), longMs);
        publish(s("2"));
        QCOMPARE(m_home->ctl({s("poll"), s("sample")}).exitCode, 0);
        const char* const digest = "SELECT index_digest FROM suite WHERE poll_until = 0";
        const QString newest = value(digest);
        QCOMPARE(poll->state(), QProcess::Running);
        silent.reset();
        QVERIFY(poll->waitForFinished(longMs));
        QVERIFY2(poll->readAllStandardOutput().contains("0 suites read, 0 unchanged"), "its news is old");
        QCOMPARE(value("SELECT index_digest FROM suite ORDER BY id LIMIT 1"), newest);
        QCOMPARE(value("SELECT u.version FROM publication p JOIN upload u ON u.id = p.upload_id JOIN package k ON "
                       "k.id = p.package_id WHERE k.name = 'p09' AND p.removed_at = 0"),
                 s("2"));
        QCOMPARE(value("SELECT count(*) FROM event WHERE action = 'publication-removed'"), s("0"));
    }

    void aRequestDuringTheJobLeadsToAnother()
    {
        track(1);
        m_archive->server.fail(s("/pool/main/p/p01/p01_1.dsc"), {.delayMs = 3000});
        const std::unique_ptr<QProcess> engine = m_home->start({s("run")});
        QTRY_VERIFY_WITH_TIMEOUT(!workersOf(engine->processId()).isEmpty(), longMs);
        const CtlResult import = m_home->ctl({s("import"), s("p01")}); // waits for the second job, whoever runs it
        QVERIFY2(import.exitCode == 0, import.errors.constData());
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM job WHERE state = 'done'"), s("2"), longMs);
        QCOMPARE(value("SELECT count(*) FROM attempt a, attempt b WHERE a.id < b.id AND b.started >= a.ended"), s("1"));
        kill(static_cast<pid_t>(engine->processId()), SIGTERM);
        QVERIFY(engine->waitForFinished(longMs));
    }

    void anIdleEngineIsAtRest()
    {
        track(1);
        const std::unique_ptr<QProcess> engine =
            m_home->start({s("run"), s("--poll-every"), s("100000"), s("--verify-every"), s("0")});
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"), s("1"), longMs);
        QTest::qWait(2500);
        // Counted, not timed: how often it was woken by itself in five seconds does not depend on the machine.
        const qint64 before = voluntarySwitches(engine->processId());
        QTest::qWait(5000);
        const qint64 woken = voluntarySwitches(engine->processId()) - before;
        QVERIFY2(woken < 100, qPrintable(QString::number(woken)));
        // And still news reach it at once.
        track(2);
        QTRY_COMPARE_WITH_TIMEOUT(value("SELECT count(*) FROM import WHERE state = 'published'"), s("2"), 10'000);
        kill(static_cast<pid_t>(engine->processId()), SIGTERM);
        QVERIFY(engine->waitForFinished(longMs));
    }

private:
    engine::EngineOptions options() const
    {
        engine::EngineOptions options;
        options.paths = Paths::below(m_home->path(s("home")));
        options.parallelJobs = 1;
        options.poll = false;
        options.verifyEveryMs = 0;
        options.host = s("testhost");
        options.workerProgram = programFolder() + s("/millrace-worker");
        return options;
    }
    /// The archive has this version of p09, and no other one.
    void publish(const QString& version) const
    {
        const QTemporaryDir folder;
        SourcePackageRecipe recipe;
        recipe.name = s("p09");
        recipe.version = version;
        recipe.format = s("3.0 (native)");
        recipe.files = {{s("README"), version.toUtf8() + '\n'}};
        m_archive->archive.remove(recipe.name);
        m_archive->archive.add(buildSourcePackage(folder.path(), recipe));
        m_archive->archive.publish();
    }
    void track(int count)
    {
        QStringList names{s("track")};
        for (int i = 1; i <= count; ++i)
            names.append(SmallPackages::name(i));
        const CtlResult tracked = m_home->ctl(names);
        QVERIFY2(tracked.exitCode == 0 || tracked.exitCode == 3, tracked.errors.constData());
    }
    QString value(const char* sql) const { return m_home->value(QString::fromLatin1(sql)); }
    void change(const char* sql, const QString& to) const { m_home->value(QString::fromLatin1(sql).arg(to)); }
    QJsonObject hostRow() const
    {
        return m_home->ctl({s("status"), s("--json")}).json()[QLatin1String("hosts")].toArray().at(0).toObject();
    }
    /// Of all threads of the process: proc(5).
    static qint64 voluntarySwitches(qint64 pid)
    {
        qint64 count = 0;
        const QString tasks = QStringLiteral("/proc/%1/task").arg(pid);
        for (const QString& task : QDir(tasks).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
            QFile status(tasks + QLatin1Char('/') + task + QLatin1String("/status"));
            if (!status.open(QIODevice::ReadOnly))
                continue;
            for (const QByteArray& line : status.readAll().split('\n')) {
                if (line.startsWith("voluntary_ctxt_switches:"))
                    count += line.mid(line.indexOf(':') + 1).trimmed().toLongLong();
            }
        }
        return count;
    }

    std::unique_ptr<SmallPackages> m_archive;
    std::unique_ptr<Home> m_home;
};

QTEST_GUILESS_MAIN(TestFaultHosts)
#include "tst_fault_hosts.moc"
