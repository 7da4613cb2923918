// SPDX-License-Identifier: GPL-3.0-or-later
// The lock of a shared store: nothing can be changed until it is unlocked, by no path; it locks itself again; who may
// only read cannot unlock it. What is asserted is the whole content of the store.
#include "core/ops/operations.h"
#include "tests/gui/support/consolewindow.h"
#include "tests/gui/support/consoleworld.h"
#include "tests/gui/support/pictures.h"
#include "ui/connections/connectionchip.h"
#include "ui/importdialog/importdialog.h"
#include "ui/shell/workplace.h"
#include "ui/theme/theme.h"
#include "ui/triage/triagescreen.h"
#include "ui/widgets/listpane.h"

#include <QCryptographicHash>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QSqlDatabase>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;
using test::keepPictures;

namespace {

constexpr qint64 minuteMs = 60'000;

/// Every row of every table.
QByteArray contentOf(const QString& path)
{
    QByteArray all;
    {
        QSqlDatabase database = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), QStringLiteral("content"));
        database.setDatabaseName(path);
        database.setConnectOptions(QStringLiteral("QSQLITE_OPEN_READONLY"));
        if (!database.open())
            return {};
        for (const QString& table : database.tables()) {
            all += table.toUtf8() + '\n';
            QSqlQuery query(database);
            query.exec(QStringLiteral("SELECT * FROM \"%1\"").arg(table));
            while (query.next()) {
                for (int i = 0; i < query.record().count(); ++i)
                    all += query.value(i).toByteArray() + '|';
                all += '\n';
            }
        }
    }
    QSqlDatabase::removeDatabase(QStringLiteral("content"));
    return all;
}

/// Somebody else's store with something of everything, seen through a window.
struct Shared : test::ConsoleWindow
{
    ConsoleWorld world;
    QTemporaryDir home;
    FixedClock clock{Clock::system().nowMs()};
    Connection connection = newConnection(Connection::Kind::SqliteFile);

    Shared()
    {
        const QString suite = QStringLiteral("bookworm");
        world.publish({{QStringLiteral("bash"), QStringLiteral("5.2.15-2"), suite},
                       {QStringLiteral("dash"), QStringLiteral("0.5.12-2"), suite},
                       {QStringLiteral("hello"), QStringLiteral("2.10-3"), suite},
                       {QStringLiteral("zlib"), QStringLiteral("1:1.2.13.dfsg-1"), suite}});
        world.fail(QStringLiteral("bash"),
                   ConsoleWorld::missingFile(QStringLiteral("bash"), QStringLiteral("5.2.15-2")),
                   QStringLiteral("5.2.15-2"), suite);
        world.fail(QStringLiteral("zlib"), ConsoleWorld::networkError(QStringLiteral("zlib")), {}, suite);
        world.write->call([](store::StateStore& state) {
            const qint64 id = state.packages.ensure(QStringLiteral("hello"));
            state.jobs.enqueue(id, queue::JobType::New, 10, QStringLiteral("new version in sid"));
            state.packages.settle(id);
            ops::hold({{QStringLiteral("dash")}})->applyNow(state, QStringLiteral("grace"));
            state.hosts.beat(QStringLiteral("importer-1"), 0, 4, QStringLiteral("running"));
        });
        connection.name = QStringLiteral("prod-db");
        connection.colour = QStringLiteral("red");
        connection.file = world.paths.store.mid(7);
    }
    /// Before the store goes.
    ~Shared() { close(); }

    void open(const QString& forbidden = {})
    {
        OpenedStore opened = openStore({connection, Paths::below(home.path()), {}, &clock});
        opened.terms.forbidden = forbidden;
        SessionOptions options = optionsFor(Paths::below(home.path()));
        options.clock = &clock;
        ConsoleWindow::open(options, opened);
        session->startEngine();
    }
    QByteArray content() const { return contentOf(connection.file); }
    void showFailures()
    {
        window->showScreen(QStringLiteral("triage"));
        auto* triage = qobject_cast<TriageScreen*>(window->currentScreen());
        QTRY_VERIFY(triage->isReady() && triage->failures()->model()->rowCount() > 0);
        QTRY_VERIFY(triage->failures()->view()->currentId() != 0);
        QTRY_VERIFY(!action("triage.copyLink")->toolTip().isEmpty() && action("triage.copyLink")->isEnabled());
    }
};

} // namespace

class TestReadOnly : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void lockedUntilUnlocked();
    void asksWhereTheConnectionSaysSo();
    void locksItselfAgain();
    void lockedBetweenQuestionAndAnswer();
    void unlockingMayFail();
    void viewerChangesNothingByAnyPath_data();
    void viewerChangesNothingByAnyPath();
    void thisComputerHasNoLock();
};

void TestReadOnly::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestReadOnly::lockedUntilUnlocked()
{
    Shared shared;
    shared.open();
    shared.showFailures();
    QAction* retry = shared.action("triage.retry");
    QVERIFY(!retry->isEnabled());
    QVERIFY2(retry->toolTip().contains(QStringLiteral("prod-db is open read-only")), qPrintable(retry->toolTip()));
    // What only shows or copies still works.
    QVERIFY(shared.action("triage.copyCommand")->isEnabled());
    auto* lock = shared.window->findChild<QToolButton*>(QStringLiteral("connection.lock"));
    QCOMPARE(lock->text(), QStringLiteral("read-only"));
    keepPictures(*shared.window, QStringLiteral("readonly-locked"));

    QSignalSpy changed(&shared.session->access(), &Access::changed);
    lock->click();
    QTRY_VERIFY(shared.session->access().isUnlocked());
    QCOMPARE(lock->text(), QStringLiteral("can change"));
    QVERIFY(retry->isEnabled());
    QVERIFY2(!retry->toolTip().contains(QStringLiteral("read-only")), qPrintable(retry->toolTip()));
    keepPictures(*shared.window, QStringLiteral("readonly-unlocked"));

    QSignalSpy applied(&shared.session->context().runner, &OperationRunner::applied);
    retry->trigger();
    QTRY_VERIFY(shared.session->previewPanel()->isVisible());
    shared.session->previewPanel()->verbButton()->click();
    QTRY_COMPARE(applied.size(), 1);
    shared.action("connection.lock")->trigger();
    QVERIFY(!shared.session->access().isUnlocked());
    QVERIFY(!retry->isEnabled());
    QVERIFY(!shared.action("edit.undo")->isEnabled());
}

void TestReadOnly::asksWhereTheConnectionSaysSo()
{
    Shared shared;
    shared.connection.asksToUnlock = true;
    shared.open();
    QTRY_VERIFY(shared.session->status().isKnown());
    QAction* lock = shared.action("connection.lock");
    lock->trigger();
    PreviewPanel* panel = shared.session->previewPanel();
    QVERIFY(panel->isVisible());
    QCOMPARE(panel->verbButton()->text(), QStringLiteral("Unlock"));
    keepPictures(*shared.window, QStringLiteral("readonly-question"));
    panel->cancelButton()->click();
    QVERIFY(!shared.session->access().isUnlocked());
    lock->trigger();
    panel->verbButton()->click();
    QTRY_VERIFY(shared.session->access().isUnlocked());
}

void TestReadOnly::locksItselfAgain()
{
    Shared shared;
    shared.connection.relockMinutes = 15;
    shared.open();
    shared.action("connection.lock")->trigger();
    QTRY_VERIFY(shared.session->access().isUnlocked());
    IdleLock& idle = shared.session->idleLock();
    shared.clock.advance(14 * minuteMs);
    idle.look();
    QVERIFY(shared.session->access().isUnlocked());
    // A key is use: the time begins anew.
    QTest::keyClick(shared.window.get(), Qt::Key_Shift);
    shared.clock.advance(14 * minuteMs);
    idle.look();
    QVERIFY(shared.session->access().isUnlocked());
    shared.clock.advance(2 * minuteMs);
    idle.look();
    QVERIFY(!shared.session->access().isUnlocked());
    const QString said = shared.session->messageBar()->text();
    QVERIFY2(said.contains(QStringLiteral("prod-db is read-only again")), qPrintable(said));
    QCOMPARE(shared.session->messageBar()->actionButton()->text(), QStringLiteral("Unlock"));
    shared.session->messageBar()->actionButton()->click();
    QTRY_VERIFY(shared.session->access().isUnlocked());

    // A key that comes too late does not keep it open: nobody watched the timer, say in a computer that slept.
    shared.clock.advance(60 * minuteMs);
    QTest::keyClick(shared.window.get(), Qt::Key_Shift);
    QVERIFY(!shared.session->access().isUnlocked());
}

void TestReadOnly::lockedBetweenQuestionAndAnswer()
{
    Shared shared;
    shared.open();
    shared.showFailures();
    shared.action("connection.lock")->trigger();
    QTRY_VERIFY(shared.session->access().isUnlocked());
    shared.action("triage.retry")->trigger();
    PreviewPanel* panel = shared.session->previewPanel();
    QTRY_VERIFY(panel->isVisible());
    const QByteArray before = shared.content();
    shared.session->access().lock();
    QSignalSpy refused(&shared.session->context().runner, &OperationRunner::refused);
    panel->verbButton()->click();
    QCOMPARE(refused.size(), 1);
    shared.session->drain();
    QCOMPARE(shared.content(), before);
}

void TestReadOnly::unlockingMayFail()
{
    Shared shared;
    shared.open();
    // The file goes away meanwhile; a file of its name that is no store stands in its place.
    const QString path = shared.connection.file;
    const QStringList parts{QString(), QStringLiteral("-wal"), QStringLiteral("-shm")};
    for (const QString& part : parts)
        QVERIFY(QFile::rename(path + part, path + part + QStringLiteral(".away")));
    QFile broken(path);
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write(QByteArray(8192, 'x'));
    broken.close();
    QSignalSpy failed(&shared.session->access(), &Access::failed);
    shared.action("connection.lock")->trigger();
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(!shared.session->access().isUnlocked());
    QVERIFY2(shared.session->messageBar()->text().contains(QStringLiteral("stays read-only")),
             qPrintable(shared.session->messageBar()->text()));
    for (const QString& part : parts) {
        QFile::remove(path + part);
        QVERIFY(QFile::rename(path + part + QStringLiteral(".away"), path + part));
    }
}

void TestReadOnly::viewerChangesNothingByAnyPath_data()
{
    QTest::addColumn<QString>("forbidden");
    QTest::newRow("locked") << QString();
    QTest::newRow("viewer") << QStringLiteral("Your role millrace_viewer may only read.");
}

void TestReadOnly::viewerChangesNothingByAnyPath()
{
    QFETCH(QString, forbidden);
    Shared shared;
    shared.connection.runsEngine = true; // even so
    shared.open(forbidden);
    const QByteArray before = shared.content();
    QVERIFY(before.size() > 1000);
    OperationRunner& runner = shared.session->context().runner;
    QSignalSpy applied(&runner, &OperationRunner::applied);
    QSignalSpy refused(&runner, &OperationRunner::refused);
    ActionRegistry& actions = shared.session->actions();

    // Every action on every screen, with something chosen: those that change are disabled and say why; the others are
    // done, and none of them gets as far as being refused.
    int disabled = 0;
    for (Screen* screen : shared.window->screens()) {
        shared.window->showScreen(screen->id());
        QTRY_VERIFY(screen->isReady());
        screen->showExample();
        QTRY_VERIFY(screen->isReady());
        for (const ActionSpec& spec : actions.specs()) {
            QAction* action = actions.action(spec.id);
            if (spec.changes) {
                const QString why = forbidden.isEmpty() ? QStringLiteral("read-only") : forbidden;
                QVERIFY2(!action->isEnabled(), qPrintable(spec.id));
                QVERIFY2(action->toolTip().contains(why), qPrintable(spec.id + QLatin1Char(' ') + action->toolTip()));
                ++disabled;
            }
            const bool leaves = spec.id == QLatin1String("file.quit") || spec.id.startsWith(QLatin1String("go."));
            if (!leaves && spec.id != QLatin1String("connection.lock"))
                action->trigger();
        }
        QCOMPARE(refused.size(), 0);
    }
    QVERIFY(disabled > 20);
    if (forbidden.isEmpty())
        QVERIFY(shared.action("connection.lock")->isEnabled());
    else
        QVERIFY2(shared.action("connection.lock")->toolTip().contains(forbidden),
                 qPrintable(shared.action("connection.lock")->toolTip()));
    if (!forbidden.isEmpty()) {
        QVERIFY(!shared.action("connection.lock")->isEnabled());
        shared.session->access().unlock();
        shared.session->toggleLock();
        QVERIFY(!shared.session->access().isUnlocked());
    }

    // Past the buttons: the runner itself refuses every Operation, and undo.
    const QStringList bash = {QStringLiteral("bash")};
    const RunOptions atOnce{QStringLiteral("Do it"), false, ReasonField::None};
    runner.run(ops::retry({bash}), atOnce);
    runner.run(ops::import(bash), atOnce);
    runner.run(ops::track(bash, false), atOnce);
    runner.run(ops::priority({{QStringLiteral("hello")}}, 0), atOnce);
    runner.run(ops::hold({bash}), atOnce);
    runner.run(ops::resume({{QStringLiteral("dash")}}), atOnce);
    QCOMPARE(refused.size(), 6);
    QVERIFY2(refused.last().first().toString().contains(forbidden.isEmpty() ? QStringLiteral("read-only") : forbidden),
             qPrintable(refused.last().first().toString()));
    const qint64 event = shared.session->context().read.call(
        [](store::StateStore& state) { return state.lists.ids(store::ListKind::Events, {}).value(0); });
    QVERIFY(event != 0);
    runner.undo(event);
    QCOMPARE(refused.size(), 7);
    ImportDialog* dialog = shared.window->openImport();
    dialog->close();

    // Past the runner: there is no connection that could write.
    QVERIFY(!shared.session->access().writer());
    QVERIFY_THROWS_EXCEPTION(Error, shared.session->context().read.call([](store::StateStore& state) {
        state.packages.setTracked(state.packages.ensure(QStringLiteral("bash")), false);
    }));
    // Nor does its engine run.
    QVERIFY(!shared.session->engine().isLaunched());
    shared.session->engine().start();
    shared.session->engine().pollNow();
    if (auto* jobs = shared.window->findChild<QSpinBox*>(QStringLiteral("queue.jobs")))
        QVERIFY(!jobs->isEnabled());
    shared.session->drain();
    QCOMPARE(applied.size(), 0);
    QCOMPARE(shared.content(), before);
}

void TestReadOnly::thisComputerHasNoLock()
{
    QTemporaryDir home;
    SessionOptions options;
    options.paths = Paths::below(home.path());
    Session session(options);
    MainWindow window(session);
    addAllScreens(window);
    window.restoreSession();
    window.show();
    QVERIFY(session.access().isUnlocked());
    QAction* lock = session.actions().action(QStringLiteral("connection.lock"));
    QVERIFY(!lock->isEnabled());
    QVERIFY(!window.findChild<QToolButton*>(QStringLiteral("connection.lock"))->isVisible());
    session.toggleLock();
    QVERIFY(session.access().isUnlocked());
}

QTEST_MAIN(TestReadOnly)
#include "tst_gui_readonly.moc"
