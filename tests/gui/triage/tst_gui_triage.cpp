// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's story of the Triage screen: find what failed, look at why, retry it, see it go, take it back.
// What is asserted are rows of the store.
#include "tests/gui/support/consoleworld.h"
#include "ui/models/pagedmodel.h"
#include "ui/text/codeedit.h"
#include "ui/text/evidencepane.h"
#include "ui/text/logview.h"
#include "ui/text/tracebackview.h"
#include "ui/theme/theme.h"
#include "ui/triage/triageactions.h"
#include "ui/triage/triagescreen.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/listpane.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QTextBlock>
#include <QTextBrowser>
#include <QToolButton>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;

class TestTriage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void nothingFailed();
    void wordsOfNoGroupAreLookedForInFailures();
    void story();
    void holdAsksForAReason();
    void liveUpdateKeepsThePlace();

private:
    static void publishThree(ConsoleWorld& world);
    static void open(TriageScreen& screen);
};

void TestTriage::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestTriage::publishThree(ConsoleWorld& world)
{
    world.publish({{QStringLiteral("bash"), QStringLiteral("5.2.15-2"), QStringLiteral("bookworm")},
                   {QStringLiteral("dash"), QStringLiteral("0.5.12-2"), QStringLiteral("bookworm")},
                   {QStringLiteral("zlib"), QStringLiteral("1:1.2.13.dfsg-1"), QStringLiteral("bookworm")},
                   {QStringLiteral("hello"), QStringLiteral("2.10-3"), QStringLiteral("bookworm")}});
    const QString suite = QStringLiteral("bookworm");
    world.fail(QStringLiteral("bash"), ConsoleWorld::missingFile(QStringLiteral("bash"), QStringLiteral("5.2.15-2")),
               QStringLiteral("5.2.15-2"), suite);
    world.fail(QStringLiteral("dash"), ConsoleWorld::missingFile(QStringLiteral("dash"), QStringLiteral("0.5.12-2")),
               QStringLiteral("0.5.12-2"), suite);
    world.fail(QStringLiteral("zlib"), ConsoleWorld::networkError(QStringLiteral("zlib")), {}, suite);
}

void TestTriage::open(TriageScreen& screen)
{
    screen.resize(1100, 720);
    screen.show();
    screen.activate();
}

void TestTriage::nothingFailed()
{
    ConsoleWorld world;
    world.publish({{QStringLiteral("hello"), QStringLiteral("2.10-3"), QStringLiteral("bookworm")}});
    TriageScreen screen(*world.context);
    open(screen);
    QTRY_VERIFY(screen.isReady());
    EmptyState* empty = nullptr;
    QTRY_VERIFY((empty = [&]() -> EmptyState* {
        for (EmptyState* each : screen.findChildren<EmptyState*>()) {
            if (each->isVisible() && each->title() == QStringLiteral("No failures"))
                return each;
        }
        return nullptr;
    }()));
    QVERIFY(screen.badge().isEmpty());
}

void TestTriage::wordsOfNoGroupAreLookedForInFailures()
{
    ConsoleWorld world;
    publishThree(world);
    TriageScreen screen(*world.context);
    open(screen);
    QTRY_VERIFY(screen.isReady());
    QTRY_COMPARE(screen.failures()->model()->rowCount(), 2);
    const auto failures = [&] {
        QStringList packages;
        for (int row = 0; row < screen.failures()->model()->rowCount(); ++row)
            packages.append(screen.failures()->model()->cell(row, QStringLiteral("package")).toString());
        packages.sort();
        return packages.join(QLatin1Char(' '));
    };
    const auto filter = [&](const char* text) { screen.groups()->setFilterText(QLatin1String(text)); };
    filter("zlib");
    QTRY_COMPARE(screen.groups()->model()->rowCount(), 0);
    QTRY_COMPARE(failures(), QStringLiteral("zlib"));
    QVERIFY(screen.groups()->emptyState()->title().contains(QStringLiteral("No group")));
    filter("zlib-of-another-kind");
    QTRY_COMPARE(failures(), QString());
    QTRY_COMPARE(screen.failures()->emptyState()->title(), QStringLiteral("No failed version matches the filter"));
    filter("zlib");
    QTRY_COMPARE(failures(), QStringLiteral("zlib"));
    // What only groups can be asked, no failure answers.
    filter("policy:nonsense");
    QTRY_COMPARE(failures(), QString());
    filter("");
    QTRY_COMPARE(screen.groups()->model()->rowCount(), 2);
    QTRY_COMPARE(screen.failures()->model()->rowCount(), 2);
}

void TestTriage::story()
{
    ConsoleWorld world;
    publishThree(world);
    TriageScreen screen(*world.context);
    screen.resize(1100, 720);
    screen.show();
    QVERIFY(QTest::qWaitForWindowActive(&screen));
    screen.activate();
    QTRY_COMPARE(screen.groups()->model()->rowCount(), 2);
    QTRY_COMPARE(screen.badge(), QStringLiteral("2"));

    // Filter: one class of failures. The first group and its first package are chosen by themselves.
    screen.focusSearch();
    QTRY_VERIFY(screen.groups()->filterEdit()->hasFocus());
    QTest::keyClicks(screen.groups()->filterEdit(), QStringLiteral("class:archive"));
    QTRY_COMPARE(screen.groups()->model()->rowCount(), 1);
    QTest::keyClick(screen.groups()->filterEdit(), Qt::Key_Return);
    QTRY_VERIFY(screen.groups()->view()->hasFocus());
    QTRY_COMPARE(screen.failures()->model()->rowCount(), 2);
    QTRY_VERIFY(screen.isReady());
    QTRY_VERIFY(screen.evidence()->details().has_value());

    // The evidence: why, where, with which values, and the log with the line that failed in sight.
    const QString traceback = screen.evidence()->traceback()->browser()->toPlainText();
    for (const char* part :
         {"although its index names it", "fetch file", "404", "archive.missing", "http://127.0.0.1/"})
        QVERIFY2(traceback.contains(QLatin1String(part)), part);
    screen.evidence()->tabs()->setCurrentWidget(screen.evidence()->log());
    QTRY_VERIFY(screen.evidence()->log()->isLoaded());
    QVERIFY(screen.evidence()->log()->edit()->textCursor().block().text().contains(QStringLiteral("FAILED")));

    // Enter goes from group to packages; both are selected; R previews, the prompt says yes.
    QTest::keyClick(screen.groups()->view(), Qt::Key_Return);
    QTRY_VERIFY(screen.failures()->view()->hasFocus());
    QTest::keyClick(screen.failures()->view(), Qt::Key_A, Qt::ControlModifier);
    QAction* retry = world.actions.action(QStringLiteral("triage.retry"));
    QTRY_VERIFY2(retry->text().contains(QLatin1Char('2')), qPrintable(retry->text()));
    const QString before = world.packageState(QStringLiteral("bash"));
    QVERIFY(before != QStringLiteral("queued"));
    QSignalSpy applied(world.runner.get(), &OperationRunner::applied);
    QTest::keyClick(screen.failures()->view(), Qt::Key_R);
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(world.prompt.asked.size(), 1);
    QCOMPARE(world.prompt.asked.first().preview.subjects.size(), 2);
    QVERIFY(world.prompt.asked.first().verb.contains(QLatin1Char('2')));
    for (const char* name : {"bash", "dash"}) {
        QCOMPARE(world.packageState(QLatin1String(name)), QStringLiteral("queued"));
        QCOMPARE(world.openFailures(QLatin1String(name)), 0);
        QCOMPARE(world.queuedJobs(QLatin1String(name)), 1);
    }
    // The change feed empties the group; the filter and the screen stay.
    QTRY_COMPARE(screen.groups()->model()->rowCount(), 0);
    QCOMPARE(screen.groups()->filterEdit()->text(), QStringLiteral("class:archive"));

    // Undo brings back what was there.
    world.runner->undoNewest();
    QTRY_COMPARE(world.packageState(QStringLiteral("bash")), before);
    QCOMPARE(world.openFailures(QStringLiteral("dash")), 1);
    QCOMPARE(world.queuedJobs(QStringLiteral("bash")), 0);
    QTRY_COMPARE(screen.groups()->model()->rowCount(), 1);

    // The same without the screen.
    QTRY_VERIFY(world.actions.action(QStringLiteral("triage.copyCommand"))->isEnabled());
    world.actions.action(QStringLiteral("triage.copyCommand"))->trigger();
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("millracectl retry ")));
    world.actions.action(QStringLiteral("triage.copyLink"))->trigger();
    QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("millracectl show failure ")));
    QVERIFY(world.actions.conflicts().isEmpty());
}

void TestTriage::holdAsksForAReason()
{
    ConsoleWorld world;
    publishThree(world);
    TriageScreen screen(*world.context);
    open(screen);
    QTRY_VERIFY(world.actions.action(QStringLiteral("triage.hold"))->isEnabled());
    world.prompt.next = {true, QStringLiteral("waits for the mirror")};
    QSignalSpy applied(world.runner.get(), &OperationRunner::applied);
    world.actions.action(QStringLiteral("triage.hold"))->trigger();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(world.prompt.asked.first().reason, ReasonField::Required);
    const QString package = world.prompt.asked.first().preview.subjects.first();
    QCOMPARE(world.packageState(package), QStringLiteral("paused"));

    // Nothing is selected on a screen that is not shown, and its actions say so.
    screen.deactivate();
    QVERIFY(!world.actions.action(QStringLiteral("triage.retry"))->isEnabled());
}

void TestTriage::liveUpdateKeepsThePlace()
{
    ConsoleWorld world;
    publishThree(world);
    TriageScreen screen(*world.context);
    open(screen);
    QTRY_VERIFY(screen.isReady() && screen.failures()->model()->rowCount() == 2);
    const qint64 second = screen.failures()->model()->idAt(1);
    screen.failures()->view()->selectId(second);
    QTRY_COMPARE(screen.evidence()->failureId(), second);
    QTRY_VERIFY(screen.evidence()->details().has_value());
    screen.evidence()->tabs()->setCurrentIndex(1);

    // Somebody else's failure joins the group, on top of it.
    world.fail(QStringLiteral("hello"), ConsoleWorld::missingFile(QStringLiteral("hello"), QStringLiteral("2.10-3")),
               QStringLiteral("2.10-3"), QStringLiteral("bookworm"));
    QTRY_COMPARE(screen.failures()->model()->rowCount(), 3);
    QCOMPARE(screen.failures()->view()->currentId(), second);
    QCOMPARE(screen.evidence()->failureId(), second);
    QCOMPARE(screen.evidence()->tabs()->currentIndex(), 1);

    // The one that is looked at heals: the next one takes its place.
    const QString package = screen.failures()->model()->cellOf(second, QStringLiteral("package")).toString();
    world.succeed(package);
    QTRY_COMPARE(screen.failures()->model()->rowCount(), 2);
    QTRY_VERIFY(screen.evidence()->failureId() != second && screen.evidence()->failureId() != 0);

    // A failure is opened by its link, whatever group is shown.
    qint64 other = world.write->call([](store::StateStore& state) {
        return state.lists.ids(store::ListKind::Failures, {QStringLiteral("class:net")}).value(0);
    });
    screen.open(QStringLiteral("failure:%1").arg(other));
    QTRY_COMPARE(screen.evidence()->failureId(), other);
}

QTEST_MAIN(TestTriage)
#include "tst_gui_triage.moc"
