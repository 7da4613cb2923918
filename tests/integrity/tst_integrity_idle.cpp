// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's idle slot: it verifies one package after the other, and is out of the way as soon as a job is due.
#include "core/base/paths.h"
#include "core/engine/engine.h"
#include "tests/integrity/importedhome.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QSignalSpy>
#include <QTest>
#include <QThread>

#include <atomic>
#include <csignal>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

constexpr qint64 hour = 60LL * 60 * 1000;
constexpr int longMs = 60'000;

/// An engine over a home, on this thread.
class World
{
public:
    World(const ImportedHome& home, const QString& worker, qint64 verifyEveryMs = hour)
        : m_paths(Paths::below(home.path(s("home"))))
        , store(store::StoreUrl::parse(m_paths.store), store::OpenMode::ReadWrite)
        , engine(store, options(worker, verifyEveryMs))
        , started(&engine, &engine::Engine::verificationStarted)
        , ended(&engine, &engine::Engine::verificationEnded)
        , jobStarted(&engine, &engine::Engine::jobStarted)
        , jobFinished(&engine, &engine::Engine::jobFinished)
        , stopped(&engine, &engine::Engine::stopped)
    {
    }
    ~World()
    {
        if (engine.state() == engine::EngineState::Stopped)
            return;
        engine.stopNow();
        if (stopped.isEmpty())
            stopped.wait(longMs);
    }

    void queueImport(const char* package)
    {
        store.call([&](store::StateStore& state) {
            const qint64 id = state.packages.byName(QString::fromLatin1(package))->id;
            state.jobs.enqueue(id, queue::JobType::Manual, 0, s("test"));
            state.packages.settle(id);
        });
        engine.wake();
    }

private:
    engine::EngineOptions options(const QString& worker, qint64 verifyEveryMs) const
    {
        engine::EngineOptions options;
        options.paths = m_paths;
        options.poll = false;
        options.host = s("testhost");
        options.workerProgram = worker;
        options.verifyEveryMs = verifyEveryMs;
        return options;
    }

    Paths m_paths;

public:
    store::StoreThread store;
    engine::Engine engine;
    QSignalSpy started, ended, jobStarted, jobFinished, stopped;
};

bool isAlive(pid_t pid)
{
    return ::kill(pid, 0) == 0;
}

/// Waits until the verification that never ends has said which process it waits for.
pid_t sleeperOf(const ImportedHome& home)
{
    pid_t pid = 0;
    const auto read = [&] {
        QFile file(home.path(s("sleeping")));
        pid = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
        return pid > 0;
    };
    return QTest::qWaitFor(read, longMs) ? pid : 0;
}

} // namespace

class TestIntegrityIdle : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_archive = std::make_unique<SampleArchive>();
        m_healthy = std::make_unique<Home>();
        importSamples(*m_healthy, *m_archive);
    }

    void everyPackageHasItsTurn()
    {
        const ImportedHome home(*m_healthy);
        home.git("beta", {s("update-ref"), s("refs/collisions/debian/sid/x"), s("debian/sid")});
        World world(home, programFolder() + s("/millrace-worker"));
        world.engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(world.ended.count(), 3, longMs);
        QStringList names;
        for (const QList<QVariant>& one : world.ended) {
            names.append(one.at(0).toString());
            QCOMPARE(one.at(1).toInt(), one.at(0) == s("beta") ? 1 : 0);
            QVERIFY(!one.at(2).toBool());
        }
        names.sort();
        QCOMPARE(names, QStringList({s("alpha"), s("beta"), s("gamma")}));
        QCOMPARE(home.value(s("SELECT count(*) FROM package WHERE verified_at > 0")), s("3"));
        QCOMPARE(home.value(s("SELECT subject FROM finding WHERE state = 'open'")), s("refs/collisions/debian/sid/x"));
        QCOMPARE(home.value(s("SELECT verify_every_s FROM host WHERE host = 'testhost'")), s("3600"));
        // Where nothing was found the packs of the versions become one; what a finding is about stays as it is.
        const auto packs = [&home](const char* package) {
            return QDir(home.path(s("home/repositories/") + s(package) + s(".git/objects/pack")))
                .entryList({s("*.pack")})
                .size();
        };
        QTRY_COMPARE_WITH_TIMEOUT(packs("alpha"), 1, longMs);
        QTRY_COMPARE_WITH_TIMEOUT(packs("gamma"), 1, longMs);
        QVERIFY(packs("beta") > 1);
        home.git("alpha", {s("fsck"), s("--strict"), s("--no-dangling")});
        // An hour has not passed: nobody has another turn.
        QTest::qWait(2500);
        QCOMPARE(world.started.count(), 3);
        QCOMPARE(home.value(s("SELECT verifying FROM host WHERE host = 'testhost'")), QString());
    }

    void yieldsToAJob()
    {
        const ImportedHome home(*m_healthy);
        World world(home, slowVerifier(home));
        world.engine.start();
        QVERIFY(world.started.count() > 0 || world.started.wait(longMs));
        const pid_t child = sleeperOf(home);
        QVERIFY(child > 0);
        QVERIFY(isAlive(child));
        QTRY_COMPARE_WITH_TIMEOUT(home.value(s("SELECT verifying FROM host WHERE host = 'testhost'")),
                                  world.started.first().first().toString(), longMs);
        QVERIFY(world.ended.isEmpty());

        // The job ends though the verification never would, and the verification's processes are gone by then.
        world.queueImport("gamma");
        QTRY_COMPARE_WITH_TIMEOUT(world.jobFinished.count(), 1, longMs);
        QVERIFY(!world.jobFinished.first().at(2).toBool());
        QTRY_COMPARE_WITH_TIMEOUT(world.ended.count(), 1, longMs);
        QVERIFY(world.ended.first().at(2).toBool());
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(child), longMs);
        QCOMPARE(home.value(s("SELECT count(*) FROM package WHERE verified_at > 0")), s("0"));
        QCOMPARE(home.value(s("SELECT count(*) FROM finding")), s("0"));

        // Once it is idle again, another package comes first.
        QTRY_COMPARE_WITH_TIMEOUT(world.started.count(), 2, longMs);
        QVERIFY(world.started.at(0).first() != world.started.at(1).first());
    }

    void stopsAtOnce_data()
    {
        QTest::addColumn<QString>("how");
        for (const char* const how : {"quiesce", "pause", "destroy"})
            QTest::newRow(how) << s(how);
    }
    void stopsAtOnce()
    {
        QFETCH(QString, how);
        const ImportedHome home(*m_healthy);
        auto world = std::make_unique<World>(home, slowVerifier(home));
        world->engine.start();
        const pid_t child = sleeperOf(home);
        QVERIFY(child > 0);
        QVERIFY(isAlive(child));
        if (how == s("quiesce")) {
            world->engine.quiesce();
            QTRY_COMPARE_WITH_TIMEOUT(world->stopped.count(), 1, longMs);
        } else if (how == s("pause")) {
            world->engine.pause();
        } else {
            world.reset();
        }
        QTRY_VERIFY_WITH_TIMEOUT(!isAlive(child), longMs);
        if (how != s("pause"))
            return;
        // Paused is paused: it does not begin again.
        QTRY_COMPARE_WITH_TIMEOUT(world->ended.count(), 1, longMs);
        QTest::qWait(2500);
        QCOMPARE(world->started.count(), 1);
    }

    void followsTheEngineToItsThread()
    {
        // As in the console, whose engine is made on the GUI's thread and lives on another.
        const ImportedHome home(*m_healthy);
        engine::EngineOptions options;
        options.paths = Paths::below(home.path(s("home")));
        options.poll = false;
        options.host = s("testhost");
        options.workerProgram = programFolder() + s("/millrace-worker");
        options.verifyEveryMs = hour;
        store::StoreThread store(store::StoreUrl::parse(options.paths.store), store::OpenMode::ReadWrite);
        auto engine = std::make_unique<engine::Engine>(store, options);
        QThread thread;
        std::atomic<QThread*> heardOn = nullptr;
        connect(
            engine.get(), &engine::Engine::verificationEnded, engine.get(),
            [&heardOn](const QString&, int, bool) { heardOn = QThread::currentThread(); }, Qt::DirectConnection);
        engine->moveToThread(&thread);
        thread.start();
        QMetaObject::invokeMethod(engine.get(), &engine::Engine::start);
        QTRY_VERIFY_WITH_TIMEOUT(heardOn != nullptr, longMs);
        QMetaObject::invokeMethod(
            engine.get(), [&engine] { engine.reset(); }, Qt::BlockingQueuedConnection);
        thread.quit();
        thread.wait();
        QCOMPARE(heardOn.load(), &thread);
    }

    void neverWhenOff()
    {
        const ImportedHome home(*m_healthy);
        World world(home, slowVerifier(home), 0);
        world.engine.start();
        QTest::qWait(3000);
        QCOMPARE(world.started.count(), 0);
    }

    void stepsBack()
    {
        const ImportedHome home(*m_healthy);
        const QString told = home.path(s("told"));
        World world(home, script(home, s("cat > /dev/null; { ps -o ni= -p $$; ionice -p $$; } > %1.new; mv %1.new %1; "
                                         "sleep 600")
                                           .arg(told)));
        world.engine.start();
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(told), longMs);
        QFile file(told);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()).simplified(), s("19 idle"));
    }

    void brokenWorkerIsAFinding()
    {
        const ImportedHome home(*m_healthy);
        World world(home, script(home, s("cat > /dev/null; echo nonsense")));
        world.engine.start();
        QTRY_COMPARE_WITH_TIMEOUT(world.ended.count(), 3, longMs);
        QCOMPARE(home.value(s("SELECT count(*) || ' ' || max(check_name) || ' ' || max(code) FROM finding")),
                 s("3 run internal.protocol"));
        // Nobody is verified again and again because it cannot be.
        QTest::qWait(2500);
        QCOMPARE(world.started.count(), 3);
    }

    void untilIdleDoesNotVerify()
    {
        const ImportedHome home(*m_healthy);
        const CtlResult run = home.ctl({s("--json"), s("run"), s("--until-idle"), s("--verify-every"), s("1")});
        QCOMPARE(run.exitCode, 0);
        QVERIFY(!run.output.contains("\"verified\""));
        QCOMPARE(home.value(s("SELECT count(*) FROM package WHERE verify_begun > 0")), s("0"));
    }

private:
    /// A worker made of shell.
    static QString script(const ImportedHome& home, const QString& text)
    {
        const QString path = home.path(s("worker"));
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly))
            qFatal("cannot write the script");
        file.write("#!/bin/sh\n" + text.toUtf8() + '\n');
        file.close();
        file.setPermissions(QFile::Permissions(0x7755));
        return path;
    }
    /// The real worker for imports; verifications never end, in a process of their own as git is.
    static QString slowVerifier(const ImportedHome& home)
    {
        return script(home, s("cat > %1.job\ncase $(cat %1.job) in *'\"task\":\"verify\"'*) sleep 600 & "
                              "echo $! > %1; wait;; esac\nexec %2 < %1.job")
                                .arg(home.path(s("sleeping")), programFolder() + s("/millrace-worker")));
    }

    std::unique_ptr<SampleArchive> m_archive;
    std::unique_ptr<Home> m_healthy;
};

QTEST_GUILESS_MAIN(TestIntegrityIdle)
#include "tst_integrity_idle.moc"
