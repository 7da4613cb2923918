// SPDX-License-Identifier: GPL-3.0-or-later
// The real millracectl run under a service manager that this test plays: a datagram socket as NOTIFY_SOCKET.
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"
#include "tests/service/servicemanager.h"

#include <QTest>

#include <csignal>

using namespace millrace::test;

namespace {

constexpr int patienceMs = 60'000;

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

} // namespace

class TestServiceNotify : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase() { m_archive = std::make_unique<SampleArchive>(); }

    void readyAfterRecoveryThenAliveThenStopping()
    {
        const Home home;
        prepare(home);
        // An engine that was killed between intent and refs.
        QVERIFY(home.ctl({s("import"), s("alpha")}, {{s("MILLRACE_FAULT"), s("publish.after-intent")}}).killed);
        QVERIFY(home.value(s("SELECT count(*) FROM refop WHERE state = 'planned'")).toInt() > 0);

        ServiceManager manager(home.path(s("notify")));
        const std::unique_ptr<QProcess> run = home.start({s("run"), s("--jobs"), s("1")}, manager.environment());
        QVERIFY(run->waitForStarted());
        const QStringList beginning = manager.until(s("READY=1"));
        QCOMPARE(home.value(s("SELECT count(*) FROM refop WHERE state = 'planned'")), s("0"));
        QVERIFY(beginning.filter(s("STATUS=Recovering")).size() == 1);
        QVERIFY(beginning.contains(s("WATCHDOG=1")));

        // A job, its end, and the watchdog all the while.
        QCOMPARE(home.ctl({s("track"), s("beta"), s("gamma")}).exitCode, 0);
        manager.until(s("STATUS=Idle; since the start 3 jobs done, 0 failed"));
        for (int i = 0; i < 3; ++i)
            manager.until(s("WATCHDOG=1"));
        QCOMPARE(run->state(), QProcess::Running);

        QCOMPARE(kill(static_cast<pid_t>(run->processId()), SIGTERM), 0);
        const QStringList end = manager.until(s("STOPPING=1"));
        QVERIFY(manager.untilEndOf(*run));
        // What the unit calls a success.
        QCOMPARE(run->exitCode(), 130);
        QCOMPARE(home.value(s("SELECT state FROM host")), s("stopped"));
        QCOMPARE(home.disorder(), QStringList());
    }

    void saysWhatItDoes()
    {
        const Home home;
        prepare(home);
        m_archive->server.fail(s("*"), {.delayMs = 1500, .times = 3});
        QCOMPARE(home.ctl({s("track"), s("--all"), s("--yes")}).exitCode, 0);
        ServiceManager manager(home.path(s("notify")));
        const std::unique_ptr<QProcess> run = home.start({s("run"), s("--jobs"), s("2")}, manager.environment());
        const QStringList messages = manager.until(s("STATUS=Importing "));
        QVERIFY2(messages.constLast().contains(QRegularExpression(s("^STATUS=Importing (alpha|beta|gamma)"))),
                 qPrintable(messages.constLast()));
        QCOMPARE(kill(static_cast<pid_t>(run->processId()), SIGTERM), 0);
        manager.until(s("STOPPING=1"));
        QVERIFY(manager.untilEndOf(*run));
        m_archive->server.heal();
    }

    void workersKnowNothingOfIt()
    {
        const Home home;
        prepare(home);
        m_archive->server.fail(s("*"), {.delayMs = 3000, .times = 1});
        QCOMPARE(home.ctl({s("track"), s("alpha"), s("--yes")}).exitCode, 0);
        ServiceManager manager(home.path(s("notify")));
        const std::unique_ptr<QProcess> run = home.start({s("run")}, manager.environment());
        QList<qint64> workers;
        QTRY_VERIFY_WITH_TIMEOUT(!(workers = workersOf(run->processId())).isEmpty(), patienceMs);
        QFile environment(QStringLiteral("/proc/%1/environ").arg(workers.constFirst()));
        QVERIFY(environment.open(QIODevice::ReadOnly));
        const QByteArray all = environment.readAll();
        QVERIFY(!all.isEmpty() && !all.contains("NOTIFY_SOCKET") && !all.contains("WATCHDOG"));
        kill(static_cast<pid_t>(run->processId()), SIGTERM);
        kill(static_cast<pid_t>(run->processId()), SIGTERM);
        QVERIFY(manager.untilEndOf(*run));
        m_archive->server.heal();
    }

    void withoutAManagerItIsSilent()
    {
        const Home home;
        prepare(home);
        const CtlResult run = home.ctl({s("run"), s("--until-idle")});
        QVERIFY2(run.exitCode == 0, run.errors.constData());
    }

private:
    void prepare(const Home& home) const
    {
        const CtlResult added = home.addArchive(m_archive->uri(), m_archive->archive.keyring());
        QVERIFY2(added.exitCode == 0, added.errors.constData());
        QCOMPARE(home.ctl({s("poll")}).exitCode, 0);
    }

    std::unique_ptr<SampleArchive> m_archive;
};

QTEST_GUILESS_MAIN(TestServiceNotify)
#include "tst_service_notify.moc"
