// SPDX-License-Identifier: GPL-3.0-or-later
// millracectl run while the database server is away: it waits and says so; what no waiting cures ends it at once.
#include "tests/fault/home.h"
#include "tests/service/servicemanager.h"
#include "tests/support/postgrescluster.h"

#include <QJsonDocument>
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

class TestServiceStoreWait : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        if (!PostgresCluster::available())
            QSKIP("no PostgreSQL server is installed");
        m_cluster = std::make_unique<PostgresCluster>();
        m_database = m_cluster->createDatabase();
        m_cluster->sql(s("CREATE ROLE guest LOGIN"));
        // Only the guest needs a password, and has none.
        QFile rules(m_cluster->folder() + s("/data/pg_hba.conf"));
        QVERIFY(rules.open(QIODevice::ReadOnly));
        const QByteArray before = rules.readAll();
        rules.close();
        goAway();
        QVERIFY(rules.open(QIODevice::WriteOnly));
        rules.write("local all guest scram-sha-256\n" + before);
        rules.close();
        comeBack();
    }
    void init()
    {
        comeBack();
        // So that it need not look for archives of this machine.
        const Home home;
        QCOMPARE(home.ctl({s("archive"), s("add"), s("none"), s("http://127.0.0.1:9/"), s("--suite"), s("sid")},
                          store(m_cluster->url(m_database)))
                     .exitCode,
                 0);
    }

    void waitsForTheServerAndSaysSo()
    {
        goAway();
        const Home home;
        ServiceManager manager(home.path(s("notify")));
        QMap<QString, QString> environment = store(m_cluster->url(m_database));
        environment.insert(manager.environment());
        const std::unique_ptr<QProcess> run = home.start({s("run"), s("--json")}, environment);
        QVERIFY(run->waitForStarted());
        const QString status = manager.until(s("STATUS=Waiting for the store: ")).constLast();
        QVERIFY2(status.contains(s("the connection to the database server failed")), qPrintable(status));
        // The time that a start may take must not run out.
        QVERIFY2(status.contains(s("\nEXTEND_TIMEOUT_USEC=")), qPrintable(status));
        manager.until(s("STATUS=Waiting for the store: "));
        QCOMPARE(run->state(), QProcess::Running);
        comeBack();
        const QStringList rest = manager.until(s("READY=1"));
        QCOMPARE(rest.filter(s("STATUS=Recovering")).size(), 1);
        kill(static_cast<pid_t>(run->processId()), SIGTERM);
        QVERIFY(manager.untilEndOf(*run));
        QCOMPARE(run->exitCode(), 130);
        const QList<QByteArray> told = run->readAllStandardOutput().split('\n');
        const auto event = [&told](int line) {
            return QJsonDocument::fromJson(told.value(line)).object()[QLatin1String("event")].toString();
        };
        QCOMPARE(event(0), s("store_away"));
        QCOMPARE(event(1), s("store_back"));
    }

    void saysThatTheServerWentAway()
    {
        const Home home;
        ServiceManager manager(home.path(s("notify")));
        QMap<QString, QString> environment = store(m_cluster->url(m_database));
        environment.insert(manager.environment());
        const std::unique_ptr<QProcess> run = home.start({s("run"), s("--json")}, environment);
        manager.until(s("READY=1"));
        manager.until(s("STATUS=Idle"));
        goAway();
        manager.until(s("STATUS=Waiting for the store: "));
        comeBack();
        manager.until(s("STATUS=Idle"));
        kill(static_cast<pid_t>(run->processId()), SIGTERM);
        QVERIFY(manager.untilEndOf(*run));
        QCOMPARE(run->exitCode(), 130);
        const QByteArray told = run->readAllStandardOutput();
        QCOMPARE(told.count("\"store_away\""), 1);
        QCOMPARE(told.count("\"store_back\""), 1);
    }

    void endsWhenItIsToldToWhileItWaits()
    {
        goAway();
        const Home home;
        ServiceManager manager(home.path(s("notify")));
        QMap<QString, QString> environment = store(m_cluster->url(m_database));
        environment.insert(manager.environment());
        const std::unique_ptr<QProcess> run = home.start({s("run")}, environment);
        manager.until(s("STATUS=Waiting for the store: "));
        kill(static_cast<pid_t>(run->processId()), SIGTERM);
        QVERIFY(manager.untilEndOf(*run));
        QCOMPARE(run->exitStatus(), QProcess::NormalExit);
        QCOMPARE(run->exitCode(), 130);
    }

    void whoWantsAnEndDoesNotWait()
    {
        goAway();
        const Home home;
        for (const QStringList& verb : {QStringList{s("run"), s("--until-idle")}, QStringList{s("status")}}) {
            const CtlResult result = home.ctl(verb, store(m_cluster->url(m_database)));
            QCOMPARE(result.exitCode, 4);
            QCOMPARE(result.errorLines().size(), 1);
        }
    }

    void whatIsRefusedIsNotWaitedFor_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("reason");
        QTest::newRow("no such login") << m_cluster->url(m_database, s("nobody"))
                                       << s("role \"nobody\" does not exist");
        QTest::newRow("no such database") << m_cluster->url(s("nowhere")) << s("database \"nowhere\" does not exist");
        QTest::newRow("wrong password") << m_cluster->url(m_database, s("guest")) << s("password");
    }
    void whatIsRefusedIsNotWaitedFor()
    {
        QFETCH(QString, url);
        QFETCH(QString, reason);
        const Home home;
        QMap<QString, QString> environment = store(url);
        environment.insert(s("PGPASSWORD"), s("wrong"));
        const CtlResult result = home.ctl({s("run")}, environment);
        QCOMPARE(result.exitCode, 4);
        QCOMPARE(result.errorLines().size(), 1);
        const QString line = result.errorLines().constFirst();
        QVERIFY2(line.contains(reason), qPrintable(line));
        QVERIFY2(line.contains(s("the database server does not let you in")), qPrintable(line));
        QVERIFY2(line.contains(s("check user, password")), qPrintable(line));
    }

    void aStoreThatIsNotAServerIsNotWaitedFor()
    {
        const Home home;
        QCOMPARE(home.ctl({s("run")}, store(s("sqlite:/dev/null/x/state.sqlite"))).exitCode, 4);
        QCOMPARE(home.ctl({s("run")}, store(s("mysql://somewhere"))).exitCode, 2);
    }

private:
    void goAway()
    {
        m_cluster->stop();
        m_away = true;
    }
    void comeBack()
    {
        if (std::exchange(m_away, false))
            m_cluster->start();
    }
    static QMap<QString, QString> store(const QString& url) { return {{s("MILLRACE_STORE"), url}}; }

    std::unique_ptr<PostgresCluster> m_cluster;
    QString m_database;
    bool m_away = false;
};

QTEST_GUILESS_MAIN(TestServiceStoreWait)
#include "tst_service_storewait.moc"
