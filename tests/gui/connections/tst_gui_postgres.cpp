// SPDX-License-Identifier: GPL-3.0-or-later
// A store in a PostgreSQL that the test starts: what does not work is told apart; the password is asked for, once; a
// viewer may look and nothing else; an operator unlocks, and changes under the database's own name.
#include "core/ops/operations.h"
#include "core/store/postgres/roles.h"
#include "tests/gui/support/consoleworld.h"
#include "tests/support/postgrescluster.h"
#include "ui/connections/passworddialog.h"
#include "ui/connections/storeopening.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/session.h"
#include "ui/shell/workplace.h"
#include "ui/theme/theme.h"

#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::ui;
using test::PostgresCluster;

class TestPostgres : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void troubleIsToldApart_data();
    void troubleIsToldApart();
    void passwordIsAskedFor();
    void viewerOnlyLooks();

private:
    Connection connectionAs(const QString& user) const;
    PostgresCluster* m_cluster = nullptr;
    QString m_database;
    QString m_empty;
};

void TestPostgres::initTestCase()
{
    if (!PostgresCluster::available())
        QSKIP("no PostgreSQL server is installed");
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
    m_cluster = &PostgresCluster::shared();
    m_cluster->listenWithTls();
    m_database = m_cluster->createDatabase();
    m_empty = m_cluster->createDatabase();
    store::StateStore store(store::StoreUrl::parse(m_cluster->url(m_database)), store::OpenMode::ReadWrite);
    store::applyRoles(store.database());
    store.transaction([&] {
        const qint64 id = store.packages.ensure(QStringLiteral("bash"));
        store.packages.setTracked(id, true);
        store.jobs.enqueue(id, queue::JobType::New, 10, QStringLiteral("new"));
        store.packages.settle(id);
    });
    m_cluster->sql(QStringLiteral("CREATE ROLE vera LOGIN PASSWORD 'look'; GRANT millrace_viewer TO vera; "
                                  "CREATE ROLE oskar LOGIN PASSWORD 'touch'; GRANT millrace_operator TO oskar"));
    // Everybody who comes by the network needs a password.
    QFile rules(m_cluster->folder() + QStringLiteral("/data/pg_hba.conf"));
    QVERIFY(rules.open(QIODevice::ReadOnly));
    const QByteArray before = rules.readAll();
    rules.close();
    QVERIFY(rules.open(QIODevice::WriteOnly | QIODevice::Truncate));
    rules.write("hostssl all all 127.0.0.1/32 scram-sha-256\n" + before);
    rules.close();
    m_cluster->sql(QStringLiteral("SELECT pg_reload_conf()"));
}

Connection TestPostgres::connectionAs(const QString& user) const
{
    Connection connection = newConnection(Connection::Kind::Postgres);
    connection.name = QStringLiteral("prod-db");
    connection.host = QStringLiteral("127.0.0.1");
    connection.port = m_cluster->port();
    connection.database = m_database;
    connection.user = user;
    connection.sslMode = QStringLiteral("require");
    return connection;
}

void TestPostgres::troubleIsToldApart_data()
{
    QTest::addColumn<QString>("what");
    QTest::addColumn<QString>("title");
    QTest::newRow("works") << QString() << QStringLiteral("It works");
    QTest::newRow("password") << QStringLiteral("password") << QStringLiteral("does not accept this user and password");
    QTest::newRow("no password") << QStringLiteral("none") << QStringLiteral("wants a password");
    QTest::newRow("port") << QStringLiteral("port") << QStringLiteral("No server listens");
    QTest::newRow("host") << QStringLiteral("host") << QStringLiteral("name is not known");
    QTest::newRow("database") << QStringLiteral("database") << QStringLiteral("no such database");
    QTest::newRow("certificate") << QStringLiteral("certificate") << QStringLiteral("TLS");
    QTest::newRow("empty") << QStringLiteral("empty") << QStringLiteral("older schema");
}

void TestPostgres::troubleIsToldApart()
{
    QFETCH(QString, what);
    QFETCH(QString, title);
    QTemporaryDir home;
    OpenRequest request{connectionAs(QStringLiteral("oskar")), Paths::below(home.path()), QStringLiteral("touch")};
    if (what == QLatin1String("password"))
        request.password = QStringLiteral("wrong");
    if (what == QLatin1String("none"))
        request.password.clear();
    if (what == QLatin1String("port"))
        request.connection.port = 1;
    if (what == QLatin1String("host"))
        request.connection.host = QStringLiteral("no-such-host.invalid");
    if (what == QLatin1String("database"))
        request.connection.database = QStringLiteral("nowhere");
    if (what == QLatin1String("certificate"))
        request.connection.sslMode = QStringLiteral("verify-full");
    if (what == QLatin1String("empty"))
        request.connection.database = m_empty;
    TestReport report;
    try {
        report = testConnection(request);
    } catch (const Error& error) {
        report = reportOf(error);
        QVERIFY2(!error.message().contains(QStringLiteral("touch")), qPrintable(error.message()));
    }
    QVERIFY2(report.title.contains(title), qPrintable(report.title + QLatin1Char('\n') + report.text));
    QCOMPARE(report.ok, what.isEmpty());
}

void TestPostgres::passwordIsAskedFor()
{
    QTemporaryDir home;
    WorkplaceOptions options;
    options.paths = Paths::below(home.path());
    options.feedIntervalMs = 50;
    options.runEngine = false;
    Workplace place(options);
    const Connection connection = connectionAs(QStringLiteral("oskar"));
    place.book().save(connection);
    QSignalSpy opened(&place, &Workplace::opened);
    place.start();
    QVERIFY(opened.wait());
    place.switchTo(connection.id);
    QTRY_VERIFY(place.passwordDialog());
    const QString why = place.passwordDialog()->findChild<QLabel*>(QStringLiteral("password.why"))->text();
    QVERIFY2(why.contains(QStringLiteral("keychain")), qPrintable(why));
    place.passwordDialog()->edit()->setText(QStringLiteral("wrong"));
    place.passwordDialog()->accept();
    QTRY_VERIFY(place.passwordDialog() && place.passwordDialog()
                                              ->findChild<QLabel*>(QStringLiteral("password.why"))
                                              ->text()
                                              .contains(QStringLiteral("does not accept")));
    place.passwordDialog()->edit()->setText(QStringLiteral("touch"));
    place.passwordDialog()->accept();
    QVERIFY(opened.wait());
    QCOMPARE(place.session()->connection().id, connection.id);
    QVERIFY(!place.session()->access().isUnlocked());

    // Unlocked, an Operation goes through, under the database's own name for the person.
    place.session()->toggleLock();
    QTRY_VERIFY2(place.session()->access().isUnlocked(), qPrintable(place.session()->messageBar()->text()));
    QSignalSpy applied(&place.session()->context().runner, &OperationRunner::applied);
    place.session()->context().runner.run(ops::priority({{QStringLiteral("bash")}}, 0),
                                          {QStringLiteral("Do next"), false, ReasonField::None});
    QTRY_COMPARE(applied.size(), 1);
    const auto event = place.session()->context().read.call([](store::StateStore& state) {
        return state.events.byId(state.lists.ids(store::ListKind::Events, {}).value(0));
    });
    QVERIFY2(event->actor.contains(QStringLiteral("oskar")), qPrintable(event->actor));

    // The second time nobody is asked.
    place.switchTo(thisComputer().id);
    QVERIFY(opened.wait());
    place.switchTo(connection.id);
    QVERIFY(opened.wait());
    QVERIFY(!place.passwordDialog());
}

void TestPostgres::viewerOnlyLooks()
{
    QTemporaryDir home;
    const OpenedStore opened =
        openStore({connectionAs(QStringLiteral("vera")), Paths::below(home.path()), QStringLiteral("look")});
    QVERIFY(!opened.write);
    QVERIFY2(opened.terms.forbidden.contains(QStringLiteral("millrace_operator")), qPrintable(opened.terms.forbidden));
    QCOMPARE(opened.login, QStringLiteral("vera"));
    SessionOptions options;
    options.paths = Paths::below(home.path());
    Session session(options, opened);
    MainWindow window(session);
    addAllScreens(window);
    window.restoreSession();
    window.show();
    QAction* lock = session.actions().action(QStringLiteral("connection.lock"));
    QVERIFY(!lock->isEnabled());
    QVERIFY2(lock->toolTip().contains(QStringLiteral("millrace_operator")), qPrintable(lock->toolTip()));
    QTRY_COMPARE(session.status().status().queueLength, 1);
    QSignalSpy refused(&session.context().runner, &OperationRunner::refused);
    session.context().runner.run(ops::hold({{QStringLiteral("bash")}}), {QStringLiteral("Hold"), false});
    QCOMPARE(refused.size(), 1);
    // Even past all of that, the server says no.
    QVERIFY_THROWS_EXCEPTION(Error, opened.openWriter()->call([](store::StateStore& state) {
        ops::hold({{QStringLiteral("bash")}})->applyNow(state, QStringLiteral("vera"));
    }));
    session.drain();
}

QTEST_MAIN(TestPostgres)
#include "tst_gui_postgres.moc"
