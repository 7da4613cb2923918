// SPDX-License-Identifier: GPL-3.0-or-later
// The real millracectl run under a service manager that this test plays: a datagram socket as NOTIFY_SOCKET.
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"

#include <QElapsedTimer>
#include <QTest>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <csignal>
#include <cstring>

using namespace millrace::test;

namespace {

constexpr int patienceMs = 60'000;

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

/// The service manager's end of sd_notify(3).
class Manager
{
public:
    explicit Manager(const QString& path)
        : m_socket(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
        , m_path(path)
    {
        sockaddr_un address = {};
        address.sun_family = AF_UNIX;
        std::strncpy(address.sun_path, path.toUtf8().constData(), sizeof address.sun_path - 1);
        if (bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
            QTest::qFail("cannot bind", __FILE__, __LINE__);
    }
    ~Manager() { close(m_socket); }
    Manager(const Manager&) = delete;
    Manager& operator=(const Manager&) = delete;

    QMap<QString, QString> environment() const
    {
        return {{s("NOTIFY_SOCKET"), m_path}, {s("WATCHDOG_USEC"), s("300000")}};
    }

    /// Waits for a message that begins with @p wanted; returns all that came until then, that one last.
    QStringList until(const QString& wanted)
    {
        QStringList messages;
        QElapsedTimer timer;
        timer.start();
        while (timer.elapsed() < patienceMs) {
            pollfd ready = {m_socket, POLLIN, 0};
            if (poll(&ready, 1, 200) <= 0)
                continue;
            char buffer[4096];
            const ssize_t size = recv(m_socket, buffer, sizeof buffer, 0);
            messages.append(QString::fromUtf8(buffer, size));
            if (messages.constLast().startsWith(wanted))
                return messages;
        }
        QTest::qFail(("never said: " + wanted.toUtf8() + "; but: " + messages.join(u' ').toUtf8()).constData(),
                     __FILE__, __LINE__);
        return messages;
    }

    /// Reads on until the process has ended: whoever tells must not wait for a manager that does not listen.
    bool untilEndOf(QProcess& process) const
    {
        QElapsedTimer timer;
        timer.start();
        while (process.state() != QProcess::NotRunning && !process.waitForFinished(50) &&
               timer.elapsed() < patienceMs) {
            char buffer[4096];
            while (recv(m_socket, buffer, sizeof buffer, MSG_DONTWAIT) > 0) {
            }
        }
        return process.state() == QProcess::NotRunning;
    }

private:
    int m_socket;
    QString m_path;
};

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

        Manager manager(home.path(s("notify")));
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
        Manager manager(home.path(s("notify")));
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
        Manager manager(home.path(s("notify")));
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
