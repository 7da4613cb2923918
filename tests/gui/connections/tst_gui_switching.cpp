// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's story of several stores: from one to the other and back, each as it was left; what does not open
// changes nothing; what is slow stops nobody; imports that run are asked about; nothing of the old one stays behind.
#include "core/engine/engineidentity.h"
#include "tests/gui/support/consoleworld.h"
#include "tests/gui/support/pictures.h"
#include "ui/connections/connectionchip.h"
#include "ui/shell/headerbar.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/session.h"
#include "ui/shell/workplace.h"
#include "ui/theme/theme.h"
#include "ui/triage/triagescreen.h"
#include "ui/widgets/listpane.h"

#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSemaphore>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;

namespace {

/// Threads of this process by name: a connection that was closed has none left.
int storeThreads()
{
    int count = 0;
    for (const QString& id : QDir(QStringLiteral("/proc/self/task")).entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        QFile name(QStringLiteral("/proc/self/task/%1/comm").arg(id));
        if (name.open(QIODevice::ReadOnly) && name.readAll().startsWith("store"))
            ++count;
    }
    return count;
}

/// A store of somebody else's with failures in it, as a connection.
Connection otherStore(const ConsoleWorld& world, const QString& name)
{
    Connection connection = newConnection(Connection::Kind::SqliteFile);
    connection.name = name;
    connection.file = world.paths.store.mid(7);
    return connection;
}

void fillFailures(ConsoleWorld& world)
{
    world.publish({{QStringLiteral("bash"), QStringLiteral("5.2.15-2"), QStringLiteral("bookworm")},
                   {QStringLiteral("zlib"), QStringLiteral("1:1.2.13.dfsg-1"), QStringLiteral("bookworm")}});
    world.fail(QStringLiteral("bash"), ConsoleWorld::missingFile(QStringLiteral("bash"), QStringLiteral("5.2.15-2")),
               QStringLiteral("5.2.15-2"), QStringLiteral("bookworm"));
    world.fail(QStringLiteral("zlib"), ConsoleWorld::networkError(QStringLiteral("zlib")), {},
               QStringLiteral("bookworm"));
}

WorkplaceOptions optionsFor(const Paths& paths)
{
    WorkplaceOptions options;
    options.paths = paths;
    options.feedIntervalMs = 50;
    options.runEngine = false;
    return options;
}

} // namespace

class TestSwitching : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void eachAsItWasLeft();
    void nextStartOpensTheLastOne();
    void whatDoesNotOpenChangesNothing();
    void slowStoresStopNobody();
    void runningImportsAreAskedAbout();
    void leasedImportsAreAskedAbout();
};

void TestSwitching::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestSwitching::eachAsItWasLeft()
{
    ConsoleWorld local, other;
    fillFailures(other);
    const Connection connection = otherStore(other, QStringLiteral("prod-db"));
    const int before = storeThreads();
    {
        Workplace place(optionsFor(local.paths));
        place.book().save(connection);
        QSignalSpy opened(&place, &Workplace::opened);
        place.start();
        QVERIFY(opened.wait());
        QCOMPARE(place.session()->connection().id, thisComputer().id);
        QVERIFY(place.session()->access().isUnlocked());
        QCOMPARE(storeThreads(), before + 2);
        place.window()->showScreen(QStringLiteral("activity"));
        place.window()
            ->findChild<QLineEdit*>(QStringLiteral("activity.events.filter"))
            ->setText(QStringLiteral("actor:engine"));

        // By the menu of the header, as a person does it.
        auto* chip = place.window()->findChild<ConnectionChip*>();
        chip->fillMenu();
        QAction* choice = nullptr;
        for (QAction* action : chip->menu()->actions()) {
            if (action->text() == connection.name)
                choice = action;
        }
        QVERIFY(choice);
        choice->trigger();
        QVERIFY(opened.wait());
        QCOMPARE(place.session()->connection().id, connection.id);
        QVERIFY2(place.window()->windowTitle().contains(connection.name), qPrintable(place.window()->windowTitle()));
        QVERIFY(!place.session()->access().isUnlocked());
        QTRY_COMPARE(place.closingCount(), 0);
        // A locked store has no writing connection at all.
        QTRY_COMPARE(storeThreads(), before + 1);

        QCOMPARE(place.window()->currentScreen()->id(), QStringLiteral("triage"));
        auto* triage = qobject_cast<TriageScreen*>(place.window()->currentScreen());
        QTRY_COMPARE(triage->groups()->model()->rowCount(), 2);
        triage->groups()->setFilterText(QStringLiteral("class:net"));
        QTRY_COMPARE(triage->groups()->model()->rowCount(), 1);
        const qint64 group = triage->groups()->model()->idAt(0);
        triage->groups()->view()->selectId(group);
        QTRY_VERIFY(triage->isReady());
        test::keepPictures(*place.window(), QStringLiteral("switch-locked"));

        place.switchTo(thisComputer().id);
        QVERIFY(opened.wait());
        QCOMPARE(place.window()->currentScreen()->id(), QStringLiteral("activity"));
        QCOMPARE(place.window()->findChild<QLineEdit*>(QStringLiteral("activity.events.filter"))->text(),
                 QStringLiteral("actor:engine"));

        place.switchTo(connection.id);
        QVERIFY(opened.wait());
        triage = qobject_cast<TriageScreen*>(place.window()->currentScreen());
        QVERIFY(triage);
        QCOMPARE(triage->groups()->filterEdit()->text(), QStringLiteral("class:net"));
        QTRY_COMPARE(triage->groups()->view()->currentId(), group);
        for (int i = 0; i < 3; ++i) {
            place.switchTo(i % 2 == 0 ? thisComputer().id : connection.id);
            QVERIFY(opened.wait());
        }
        QTRY_COMPARE(place.closingCount(), 0);
        QTRY_COMPARE(storeThreads(), before + 2);
    }
    QTRY_COMPARE(storeThreads(), before);
}

void TestSwitching::nextStartOpensTheLastOne()
{
    ConsoleWorld local, other;
    const Connection connection = otherStore(other, QStringLiteral("prod-db"));
    {
        Workplace place(optionsFor(local.paths));
        place.book().save(connection);
        QSignalSpy opened(&place, &Workplace::opened);
        place.open(connection);
        QVERIFY(opened.wait());
    }
    Workplace again(optionsFor(local.paths));
    QSignalSpy opened(&again, &Workplace::opened);
    again.start();
    QVERIFY(opened.wait());
    QCOMPARE(again.session()->connection().name, QStringLiteral("prod-db"));
    // For one run, by its URL: a saved one is known again, another one is not saved.
    QCOMPARE(connectionOfUrl(other.paths.store, again.book()).id, connection.id);
    QCOMPARE(connectionOfUrl(local.paths.store, again.book()).id, thisComputer().id);
    const Connection given =
        connectionOfUrl(QStringLiteral("postgresql://ada@db:5433/prod?sslmode=require"), again.book());
    QCOMPARE(given.host, QStringLiteral("db"));
    QCOMPARE(given.port, 5433);
    QCOMPARE(given.sslMode, QStringLiteral("require"));
    QVERIFY(given.opensReadOnly);
    QVERIFY(!again.book().byId(given.id));
}

void TestSwitching::whatDoesNotOpenChangesNothing()
{
    ConsoleWorld local;
    Workplace place(optionsFor(local.paths));
    Connection gone = newConnection(Connection::Kind::SqliteFile);
    gone.name = QStringLiteral("gone");
    gone.file = local.home.filePath(QStringLiteral("nowhere/state.sqlite"));
    place.book().save(gone);
    QSignalSpy opened(&place, &Workplace::opened);
    QSignalSpy failed(&place, &Workplace::failed);
    place.start();
    QVERIFY(opened.wait());
    const MainWindow* window = place.window();
    place.switchTo(gone.id);
    QVERIFY(failed.wait());
    QCOMPARE(place.window(), window);
    QCOMPARE(place.session()->connection().id, thisComputer().id);
    const QString said = place.session()->messageBar()->text();
    QVERIFY2(said.contains(QStringLiteral("gone was not opened")) && said.contains(QStringLiteral("There is no store")),
             qPrintable(said));
    QCOMPARE(place.session()->messageBar()->actionButton()->text(), QStringLiteral("Try again"));
    QVERIFY(!QFile::exists(gone.file));
}

void TestSwitching::slowStoresStopNobody()
{
    ConsoleWorld local, other;
    const Connection connection = otherStore(other, QStringLiteral("prod-db"));
    Workplace place(optionsFor(local.paths));
    place.book().save(connection);
    QSignalSpy opened(&place, &Workplace::opened);
    place.start();
    QVERIFY(opened.wait());
    // The old store does not answer: a server that hangs, a disk that sleeps.
    QSemaphore answers;
    place.session()->context().read.run([&answers](store::StateStore&) { answers.acquire(); });
    place.switchTo(connection.id);
    QVERIFY(opened.wait());
    QCOMPARE(place.session()->connection().id, connection.id);
    QCOMPARE(place.closingCount(), 1);
    // The new window lives meanwhile.
    QTRY_VERIFY(place.window()->currentScreen()->isReady());
    QCOMPARE(place.closingCount(), 1);
    answers.release();
    QTRY_COMPARE(place.closingCount(), 0);
}

void TestSwitching::runningImportsAreAskedAbout()
{
    // An archive that takes the connection and says nothing: the real worker waits for it.
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    ConsoleWorld local, other;
    local.publish({{QStringLiteral("hello"), QStringLiteral("2.10-3"), QStringLiteral("bookworm")}},
                  QStringLiteral("http://127.0.0.1:%1/debian").arg(silent.serverPort()));
    local.write->call([](store::StateStore& state) {
        const qint64 id = state.packages.ensure(QStringLiteral("hello"));
        state.jobs.enqueue(id, queue::JobType::Manual, 20, QStringLiteral("asked for"));
        state.packages.settle(id);
        // No poll is due: it would wait for the silent archive, and imports wait for polls.
        for (const store::Archive& archive : state.archives.all()) {
            for (store::Suite suite : archive.suites) {
                suite.polledAt = state.clock().nowMs();
                state.archives.updateSuite(suite);
            }
        }
    });
    const Connection connection = otherStore(other, QStringLiteral("prod-db"));
    WorkplaceOptions options = optionsFor(local.paths);
    options.workerProgram = qEnvironmentVariable("MILLRACE_BIN") + QStringLiteral("/millrace-worker");
    Workplace place(options);
    place.book().save(connection);
    QSignalSpy opened(&place, &Workplace::opened);
    place.start();
    QVERIFY(opened.wait());
    place.session()->startEngine();
    QTRY_COMPARE_WITH_TIMEOUT(place.session()->engine().progress().size(), 1, 20'000);

    // No: everything goes on.
    place.switchTo(connection.id);
    PreviewPanel* panel = place.session()->previewPanel();
    QTRY_VERIFY(panel->isVisible());
    panel->cancelButton()->click();
    QVERIFY(!place.isSwitching());
    QCOMPARE(place.session()->engine().state(), engine::EngineState::Running);
    QCOMPARE(place.session()->connection().id, thisComputer().id);
}

void TestSwitching::leasedImportsAreAskedAbout()
{
    // Between a lease and the first word of its worker nothing but the store tells of the job.
    ConsoleWorld local, other;
    Settings(local.paths).setEnginePaused(true);
    local.publish({{QStringLiteral("bash"), QStringLiteral("5.2.15-2"), QStringLiteral("bookworm")},
                   {QStringLiteral("zlib"), QStringLiteral("1:1.2.13.dfsg-1"), QStringLiteral("bookworm")}});
    local.write->call([](store::StateStore& state) {
        for (const char* name : {"bash", "zlib"}) {
            const qint64 id = state.packages.ensure(QLatin1String(name));
            state.jobs.enqueue(id, queue::JobType::Manual, 20, QStringLiteral("asked for"));
            state.packages.settle(id);
        }
        const QString host = engine::thisHost();
        state.jobs.lease(engine::engineIdentity(host), host, {});
        // That of another engine on this host is none of ours.
        state.jobs.lease(host + QStringLiteral(":1.1"), host, {});
    });
    const Connection connection = otherStore(other, QStringLiteral("prod-db"));
    Workplace place(optionsFor(local.paths));
    place.book().save(connection);
    QSignalSpy opened(&place, &Workplace::opened);
    place.start();
    QVERIFY(opened.wait());
    Session* session = place.session();
    QCOMPARE(session->jobsInHand(), 0); // no engine of this console: nothing of it runs
    session->startEngine();
    QTRY_COMPARE(session->engine().state(), engine::EngineState::Paused);
    QTRY_COMPARE(session->status().status().running.size(), 2);
    QVERIFY(session->engine().progress().isEmpty());
    QCOMPARE(session->jobsInHand(), 1);
    place.switchTo(connection.id);
    PreviewPanel* panel = session->previewPanel();
    QTRY_VERIFY(panel->isVisible());
    panel->verbButton()->click();
    QVERIFY(opened.wait(20'000));
    QCOMPARE(place.session()->connection().id, connection.id);
}

QTEST_MAIN(TestSwitching)
#include "tst_gui_switching.moc"
