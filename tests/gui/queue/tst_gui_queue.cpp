// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's story of the Queue screen: see why things wait, do one next, hold another, take it back; all while
// new jobs arrive. What is asserted are rows of the store; with MILLRACE_GRABS=DIR it leaves pictures.
#include "core/queue/job.h"
#include "tests/gui/support/consoleworld.h"
#include "ui/queue/jobpane.h"
#include "ui/queue/queuescreen.h"
#include "ui/text/logview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/listpane.h"

#include <QDir>
#include <QLabel>
#include <QLineEdit>
#include <QSemaphore>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;

class TestQueue : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void story();
    void runningAndFinished();
    void jobsAtOnce();
    void keysBehindASlowStore();

private:
    static void enqueue(ConsoleWorld& world, const QStringList& packages);
    static int priorityOf(ConsoleWorld& world, const QString& package);
};

void TestQueue::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestQueue::enqueue(ConsoleWorld& world, const QStringList& packages)
{
    world.write->call([&](store::StateStore& state) {
        state.transaction([&] {
            for (const QString& package : packages) {
                const qint64 id = state.packages.ensure(package);
                state.jobs.enqueue(id, queue::JobType::New, queue::priority::newUpload,
                                   QStringLiteral("new version in sid"));
                state.packages.settle(id);
            }
        });
    });
}

int TestQueue::priorityOf(ConsoleWorld& world, const QString& package)
{
    return world.write->call([&](store::StateStore& state) {
        const QList<qint64> ids = state.lists.ids(store::ListKind::Queue, {QStringLiteral("package:") + package});
        return ids.isEmpty() ? -1 : state.jobs.byId(ids.first())->priority;
    });
}

void TestQueue::story()
{
    ConsoleWorld world;
    world.messages.setWindowFlags(Qt::ToolTip); // alone it is a window, and would take the focus
    enqueue(world, {QStringLiteral("hello"), QStringLiteral("bash"), QStringLiteral("dash"), QStringLiteral("zlib")});
    QueueScreen screen(*world.context);
    screen.resize(1200, 760);
    screen.show();
    QVERIFY(QTest::qWaitForWindowActive(&screen));
    screen.activate();
    auto* pane = screen.findChild<ListPane*>(QStringLiteral("queue.waiting"));
    QTRY_COMPARE(pane->model()->rowCount(), 4);
    QTRY_VERIFY(screen.isReady());
    QTRY_VERIFY(pane->view()->hasFocus());
    QAction* next = world.actions.action(QStringLiteral("queue.next"));
    QVERIFY(!next->isEnabled());
    QVERIFY2(next->toolTip().contains(QStringLiteral("Select")), qPrintable(next->toolTip()));

    // "Do next" on the last one, with its letter; no question, but Undo.
    const qint64 zlib = pane->model()->idAt(3);
    pane->view()->selectId(zlib);
    QTRY_COMPARE(pane->model()->cellOf(zlib, QStringLiteral("package")).toString(), QStringLiteral("zlib"));
    QSignalSpy applied(world.runner.get(), &OperationRunner::applied);
    QTest::keyClick(pane->view(), Qt::Key_N);
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(priorityOf(world, QStringLiteral("zlib")), 0);
    QTRY_COMPARE(pane->model()->rowOf(zlib), 0);
    QCOMPARE(pane->view()->selectedIds(), QList<qint64>{zlib});
    QVERIFY(world.prompt.asked.isEmpty());

    // New work arrives: the selection stays.
    enqueue(world, {QStringLiteral("tar")});
    QTRY_COMPARE(pane->model()->rowCount(), 5);
    QCOMPARE(pane->view()->currentId(), zlib);

    world.runner->undoNewest();
    QTRY_COMPARE(applied.size(), 2);
    QCOMPARE(priorityOf(world, QStringLiteral("zlib")), int(queue::priority::newUpload));
    QVERIFY(!world.runner->canUndo());

    // Filter, then hold exactly that, with a reason.
    screen.focusSearch();
    QTest::keyClicks(pane->filterEdit(), QStringLiteral("bash"));
    QTRY_COMPARE(pane->model()->rowCount(), 1);
    QTest::keyClick(pane->filterEdit(), Qt::Key_Return);
    QTRY_VERIFY(pane->view()->hasFocus());
    QTest::keyClick(pane->view(), Qt::Key_J);
    world.prompt.next = {true, QStringLiteral("upstream is broken")};
    QTest::keyClick(pane->view(), Qt::Key_H);
    QTRY_COMPARE(applied.size(), 3);
    QCOMPARE(world.prompt.asked.last().reason, ReasonField::Required);
    QCOMPARE(world.packageState(QStringLiteral("bash")), QStringLiteral("paused"));
    QCOMPARE(world.packageState(QStringLiteral("dash")), QStringLiteral("queued"));

    // A wrong filter is said in place and loses nothing.
    pane->setFilterText(QStringLiteral("colour:red"));
    auto* error = screen.findChild<QLabel*>(QStringLiteral("queue.waiting.error"));
    QTRY_VERIFY(error->isVisible());
    QVERIFY(!error->text().isEmpty());
}

void TestQueue::runningAndFinished()
{
    ConsoleWorld world;
    world.fail(QStringLiteral("bash"), ConsoleWorld::missingFile(QStringLiteral("bash"), QStringLiteral("5.2-1")),
               QStringLiteral("5.2-1"), QStringLiteral("sid"));
    const qint64 job = world.write->call([](store::StateStore& state) {
        const qint64 id = state.packages.ensure(QStringLiteral("hello"));
        const qint64 queued = state.jobs.enqueue(id, queue::JobType::Manual, 20, QStringLiteral("asked for"));
        const auto leased = state.jobs.lease(QStringLiteral("host:1"), QStringLiteral("host"), {queued});
        state.jobs.progress(*leased, QStringLiteral("unpack"), QStringLiteral("2.10-3"));
        return leased->id;
    });
    QueueScreen screen(*world.context);
    screen.resize(1200, 760);
    screen.show();
    screen.activate();
    auto* running = screen.findChild<ListPane*>(QStringLiteral("queue.running"));
    auto* finished = screen.findChild<ListPane*>(QStringLiteral("queue.finished"));
    QTRY_COMPARE(running->model()->rowCount(), 1);
    QTRY_COMPARE(finished->model()->rowCount(), 1);
    // The running job is chosen by itself.
    auto* pane = screen.findChild<JobPane*>(QStringLiteral("queue.job"));
    QTRY_COMPARE(pane->job(), job);
    QVERIFY(pane->isVisible());
    const int stage = running->model()->columnOf(QStringLiteral("stage"));
    QTRY_COMPARE(running->model()->index(0, stage).data(PagedModel::RawRole).toString(), QStringLiteral("unpack"));

    // It finishes: it moves to the other list, and its pane stays.
    world.write->call([job](store::StateStore& state) {
        const auto row = state.jobs.byId(job);
        state.jobs.finish(*row, {QStringLiteral("done"), 1, 1, 1});
        state.packages.settle(row->packageId);
    });
    QTRY_COMPARE(running->model()->rowCount(), 0);
    QTRY_COMPARE(finished->model()->rowCount(), 2);
    QCOMPARE(pane->job(), job);

    // The failed one's log is in its file.
    finished->view()->selectId(finished->model()->idAt(1));
    QTRY_VERIFY(pane->log()->isLoaded());
    QVERIFY(pane->log()->path().endsWith(QStringLiteral("bash.log")));
    if (const QString folder = qEnvironmentVariable("MILLRACE_GRABS"); !folder.isEmpty())
        screen.grab().save(folder + QStringLiteral("/queue-story.png"));
}

void TestQueue::jobsAtOnce()
{
    ConsoleWorld world;
    QueueScreen screen(*world.context);
    auto* spin = screen.findChild<QSpinBox*>(QStringLiteral("queue.jobs"));
    spin->setValue(7);
    QCOMPARE(world.engine.parallelJobs(), 7);
    QCOMPARE(Settings(world.paths).parallelJobs(), 7);
    world.engine.setParallelJobs(3);
    QCOMPARE(spin->value(), 3);
}

void TestQueue::keysBehindASlowStore()
{
    ConsoleWorld world;
    enqueue(world, {QStringLiteral("hello"), QStringLiteral("bash")});
    QSemaphore answers;
    world.read->run([&answers](store::StateStore&) { answers.acquire(); });
    QueueScreen screen(*world.context);
    screen.show();
    QVERIFY(QTest::qWaitForWindowActive(&screen));
    screen.activate();
    auto* pane = screen.findChild<ListPane*>(QStringLiteral("queue.waiting"));
    // "Loading" has no keys; what is typed meanwhile is a filter.
    QTRY_VERIFY(pane->filterEdit()->hasFocus());
    answers.release();
    QTRY_COMPARE(pane->model()->rowCount(), 2);
    QTRY_VERIFY(pane->view()->hasFocus());
}

QTEST_MAIN(TestQueue)
#include "tst_gui_queue.moc"
