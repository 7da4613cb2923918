// SPDX-License-Identifier: GPL-3.0-or-later
// kill -9, of a worker and of the engine, at named places and at any moment: after a restart the refs are those of a
// run that nobody disturbed, and nothing is lost or left behind (importer.md b9, b19).
#include "tests/core/git/gitoracle.h"
#include "tests/fault/home.h"
#include "tests/fault/samplearchive.h"

#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QRandomGenerator>
#include <QTest>
#include <QThread>

#include <csignal>

using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

const QStringList everything{s("import"), s("alpha"), s("beta"), s("gamma")};
constexpr int rounds = 12;

} // namespace

class TestFaultKill : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init()
    {
        m_archive->server.heal();
        m_archive->server.forget();
    }
    void sameInAnyEnvironment();
    void engineAtNamedPlaces_data();
    void engineAtNamedPlaces();
    void engineTwiceInARow();
    void engineAtAnyMoment();
    void foreignCommitIsNeverOverwritten();
    void workersEndWithTheirEngine();
    void workerAlone();
    void interruptIsNoLoss();

private:
    void add(const Home& home) const
    {
        const CtlResult added = home.addArchive(m_archive->uri(), m_archive->archive.keyring());
        QVERIFY2(added.exitCode == 0, added.errors.constData());
    }
    /// Runs everything once more in a home that was disturbed, and compares.
    void converges(const Home& home) const
    {
        const CtlResult again = home.ctl(everything);
        QVERIFY2(again.exitCode == 0, again.errors.constData());
        QCOMPARE(home.refs(), m_refs);
        QCOMPARE(home.disorder(), QStringList());
        QCOMPARE(home.value(s("SELECT count(*) FROM import WHERE state = 'published'")).toInt(),
                 SampleArchive::uploads);
        QCOMPARE(home.value(s("SELECT count(*) FROM failure WHERE state <> 'resolved'")), s("0"));
    }

    std::unique_ptr<SampleArchive> m_archive;
    QByteArray m_refs;   ///< of the undisturbed run
    qint64 m_tookMs = 0; ///< the undisturbed run
};

void TestFaultKill::initTestCase()
{
    m_archive = std::make_unique<SampleArchive>();
    const Home home;
    add(home);
    QElapsedTimer timer;
    timer.start();
    const CtlResult result = home.ctl(everything);
    m_tookMs = timer.elapsed();
    QVERIFY2(result.exitCode == 0, result.errors.constData());
    QCOMPARE(home.disorder(), QStringList());
    m_refs = home.refs();
    QCOMPARE(m_refs.count("refs/tags/debian/"), SampleArchive::uploads);
    // The same run again changes nothing.
    converges(home);
}

void TestFaultKill::sameInAnyEnvironment()
{
    const Home alone;
    add(alone);
    const QMap<QString, QString> far{{s("TZ"), s("Asia/Kathmandu")},
                                     {s("LANG"), s("tr_TR.UTF-8")},
                                     {s("LC_ALL"), s("tr_TR.UTF-8")},
                                     {s("GIT_AUTHOR_NAME"), s("Somebody")}};
    QCOMPARE(alone.ctl(QStringList(everything) << s("--jobs") << s("1"), far).exitCode, 0);
    QCOMPARE(alone.refs(), m_refs);

    // The main loop finds and imports the same.
    const Home loop;
    add(loop);
    QCOMPARE(loop.ctl({s("poll")}).exitCode, 0);
    QCOMPARE(loop.ctl({s("track"), s("--all"), s("--yes")}).exitCode, 0);
    const CtlResult ran = loop.ctl({s("run"), s("--until-idle"), s("--jobs"), s("3")}, {{s("TZ"), s("America/Lima")}});
    QVERIFY2(ran.exitCode == 0, ran.errors.constData());
    QCOMPARE(loop.refs(), m_refs);
    QCOMPARE(loop.disorder(), QStringList());
}

void TestFaultKill::engineAtNamedPlaces_data()
{
    QTest::addColumn<QString>("place");
    for (const char* place : {"publish.before-intent", "publish.after-intent", "publish.after-adopt",
                              "publish.after-refs", "publish.before-end"})
        QTest::newRow(place) << s(place);
}

void TestFaultKill::engineAtNamedPlaces()
{
    QFETCH(QString, place);
    const Home home;
    add(home);
    const CtlResult killed = home.ctl(everything, {{s("MILLRACE_FAULT"), place}});
    QVERIFY(killed.killed);
    // Before the refs move, nobody sees anything of it.
    if (place < s("publish.after-refs"))
        QVERIFY(!home.refs().contains("refs/tags/"));
    converges(home);
}

void TestFaultKill::engineTwiceInARow()
{
    const Home home;
    add(home);
    QVERIFY(home.ctl(everything, {{s("MILLRACE_FAULT"), s("publish.after-intent")}}).killed);
    QVERIFY(home.ctl(everything, {{s("MILLRACE_FAULT"), s("publish.after-refs")}}).killed);
    converges(home);
}

void TestFaultKill::engineAtAnyMoment()
{
    for (int round = 0; round < rounds; ++round) {
        const Home home;
        add(home);
        const std::unique_ptr<QProcess> engine = home.start(everything);
        const int after = static_cast<int>(m_tookMs * (round + 1) / (rounds + 1)) +
                          QRandomGenerator::global()->bounded(std::max(1, static_cast<int>(m_tookMs / rounds)));
        if (!engine->waitForFinished(after))
            engine->kill();
        engine->waitForFinished();
        converges(home);
        if (QTest::currentTestFailed()) {
            qWarning("killed after %d ms of %d", after, static_cast<int>(m_tookMs));
            return;
        }
    }
}

void TestFaultKill::foreignCommitIsNeverOverwritten()
{
    const Home home;
    add(home);
    QVERIFY(home.ctl({s("import"), s("alpha")}, {{s("MILLRACE_FAULT"), s("publish.after-adopt")}}).killed);
    // While the engine is down, somebody pushes to the branch that it was about to make.
    const QString repository = home.repositories().constFirst();
    const QString tree = QString::fromLatin1(git(repository, {s("mktree")}));
    const QString foreign = QString::fromLatin1(git(repository, {s("commit-tree"), tree, s("-m"), s("pushed")}));
    git(repository, {s("update-ref"), s("refs/heads/debian/sid"), foreign});

    const CtlResult again = home.ctl({s("import"), s("alpha")});
    QVERIFY2(again.exitCode == 0, again.errors.constData());
    QCOMPARE(home.disorder(), QStringList());
    QCOMPARE(askGit(repository, {s("merge-base"), s("--is-ancestor"), foreign, s("refs/heads/debian/sid")}).exitCode,
             0);
    QCOMPARE(git(repository, {s("show"), s("debian/sid:VERSION")}), QByteArray("2.0"));
}

void TestFaultKill::workersEndWithTheirEngine()
{
    m_archive->server.fail(SampleArchive::poolPath(s("alpha_1.0-1.dsc")), {.delayMs = 20'000});
    const Home home;
    add(home);
    const std::unique_ptr<QProcess> engine = home.start({s("import"), s("alpha")});
    QList<qint64> workers;
    QTRY_VERIFY_WITH_TIMEOUT(!(workers = workersOf(engine->processId())).isEmpty(), 20'000);
    engine->kill();
    engine->waitForFinished();
    for (const qint64 worker : workers)
        QTRY_VERIFY(kill(static_cast<pid_t>(worker), 0) != 0);
    m_archive->server.heal();
    converges(home);
}

void TestFaultKill::workerAlone()
{
    // Both workers hang in their first download; one of them is killed there.
    const Home home;
    add(home);
    m_archive->server.fail(SampleArchive::poolPath(s("alpha_1.0-1.dsc")), {.delayMs = 4000});
    m_archive->server.fail(SampleArchive::poolPath(s("beta_1.dsc")), {.delayMs = 4000});
    const std::unique_ptr<QProcess> engine =
        home.start({s("import"), s("alpha"), s("beta"), s("--jobs"), s("2"), s("--json")});
    QTRY_COMPARE_WITH_TIMEOUT(workersOf(engine->processId()).size(), 2, 20'000);
    QTRY_COMPARE_WITH_TIMEOUT(m_archive->server.hits(SampleArchive::poolPath(s("alpha_1.0-1.dsc"))) +
                                  m_archive->server.hits(SampleArchive::poolPath(s("beta_1.dsc"))),
                              2, 20'000);
    kill(static_cast<pid_t>(workersOf(engine->processId()).constFirst()), SIGKILL);
    QVERIFY(engine->waitForFinished(60'000));
    QCOMPARE(engine->exitStatus(), QProcess::NormalExit);
    QCOMPARE(engine->exitCode(), 3);

    const QJsonObject report = QJsonDocument::fromJson(engine->readAllStandardOutput()).object();
    int unharmed = 0;
    QJsonObject failure;
    for (const QJsonValue& value : report[QLatin1String("packages")].toArray()) {
        const QJsonObject package = value.toObject();
        if (package[QLatin1String("failure")].isNull()) {
            ++unharmed;
            QCOMPARE(package[QLatin1String("state")].toString(), s("ok"));
            QVERIFY(!package[QLatin1String("imports")].toArray().isEmpty());
        } else {
            failure = package[QLatin1String("failure")].toObject();
            QCOMPARE(package[QLatin1String("state")].toString(), s("held"));
        }
    }
    QCOMPARE(unharmed, 1);
    QCOMPARE(failure[QLatin1String("code")].toString(), s("internal.crash"));
    QCOMPARE(failure[QLatin1String("class")].toString(), s("internal"));
    QVERIFY(failure[QLatin1String("message")].toString().contains(s("SIGKILL")));
    QCOMPARE(failure[QLatin1String("evidence")].toObject()[QLatin1String("signal")].toString(), s("SIGKILL"));
    QCOMPARE(failure[QLatin1String("signature")].toString().size(), 16);
    QCOMPARE(failure[QLatin1String("phase")].toString(), s("fetch"));
    // The trace is the worker's last word: what it did when it died.
    QVERIFY(failure[QLatin1String("trace")].toArray().size() >= 3);

    m_archive->server.heal();
    converges(home);
}

void TestFaultKill::interruptIsNoLoss()
{
    m_archive->server.fail(SampleArchive::poolPath(s("alpha_1.0-1.dsc")), {.delayMs = 1500});
    const Home home;
    add(home);
    const std::unique_ptr<QProcess> engine = home.start(everything);
    QTRY_VERIFY_WITH_TIMEOUT(!workersOf(engine->processId()).isEmpty(), 20'000);
    kill(static_cast<pid_t>(engine->processId()), SIGINT); // finish what runs
    QThread::msleep(200);
    kill(static_cast<pid_t>(engine->processId()), SIGINT); // stop now
    QVERIFY(engine->waitForFinished(30'000));
    QCOMPARE(engine->exitStatus(), QProcess::NormalExit);
    QCOMPARE(engine->exitCode(), 130);
    QCOMPARE(home.disorder(), QStringList());
    m_archive->server.heal();
    converges(home);
}

QTEST_GUILESS_MAIN(TestFaultKill)
#include "tst_fault_kill.moc"
