// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's story of an outage and of several hosts: a resource that is away stands below the header of every
// screen until it is back or a person says so; hosts are drained, let run, given more jobs; logs of other hosts are
// read where they can be read, and their place is said where not.
#include "core/failure/circuitbreaker.h"
#include "core/ops/operations.h"
#include "tests/gui/support/consolewindow.h"
#include "tests/gui/support/consoleworld.h"
#include "tests/gui/support/pictures.h"
#include "ui/queue/hostlist.h"
#include "ui/queue/jobpane.h"
#include "ui/shell/breakerstrip.h"
#include "ui/shell/headerbar.h"
#include "ui/text/codeedit.h"
#include "ui/text/logview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/elidedlabel.h"
#include "ui/widgets/listpane.h"
#include "ui/widgets/sparkline.h"

#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;
using test::keepPictures;

namespace {

const QString resource = QStringLiteral("archive:127.0.0.1:80");

struct Desk : test::ConsoleWindow
{
    ConsoleWorld world;

    /// Before the store goes.
    ~Desk() { close(); }
    void open() { ConsoleWindow::open(world.paths); }
    /// Three packages failed for want of the archive: its breaker opens. Two more wait.
    void takeArchiveAway()
    {
        world.publish({{QStringLiteral("bash"), QStringLiteral("5.2.15-2"), QStringLiteral("bookworm")},
                       {QStringLiteral("zlib"), QStringLiteral("1:1.2.13.dfsg-1"), QStringLiteral("bookworm")}});
        world.write->call([](store::StateStore& state) {
            state.transaction([&] {
                for (const char* name : {"a", "b", "c"}) {
                    store::OutageEvidence evidence;
                    evidence.resource = resource;
                    evidence.subject = QLatin1String(name);
                    evidence.at = state.clock().nowMs();
                    state.outages.failed(evidence, QStringLiteral("connection refused"),
                                         QStringLiteral("http://127.0.0.1/debian/dists"));
                }
                for (const char* name : {"bash", "zlib"}) {
                    const qint64 id = state.packages.ensure(QLatin1String(name));
                    state.jobs.enqueue(id, queue::JobType::New, 10, QStringLiteral("new version in bookworm"));
                    state.packages.settle(id);
                }
            });
        });
    }
    failure::BreakerState breaker()
    {
        return world.write->call(
            [](store::StateStore& state) { return state.outages.byResource(resource)->breaker.state; });
    }
    store::WantedOfHost wanted(const QString& host)
    {
        return world.write->call([host](store::StateStore& state) { return state.hosts.wanted(host).value(); });
    }
};

} // namespace

class TestTrouble : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void outageStandsBelowTheHeader();
    void anyArchiveCanBeKeptFromUse();
    void hostsAreDrainedAndGivenJobs();
    void hostsAndQueueShareTheHeight_data();
    void hostsAndQueueShareTheHeight();
    void logOfAnotherHost();
    void queueInTheHeader();
};

void TestTrouble::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestTrouble::outageStandsBelowTheHeader()
{
    Desk desk;
    desk.open();
    auto* strip = desk.window->findChild<BreakerStrip*>();
    QTRY_VERIFY(desk.session->status().isKnown());
    QVERIFY(!strip->isVisible());
    QVERIFY(!desk.session->actions().action(QStringLiteral("breaker.close"))->isEnabled());

    desk.takeArchiveAway();
    QCOMPARE(desk.breaker(), failure::BreakerState::Open);
    QTRY_VERIFY(strip->isVisible());
    QTRY_VERIFY2(strip->sentences().value(0).contains(QStringLiteral("2 jobs wait")) ||
                     strip->sentences().value(0).contains(QStringLiteral("2 job(s) wait")),
                 qPrintable(strip->sentences().value(0)));
    for (const char* part : {"The archive 127.0.0.1:80 went away", "connection refused"})
        QVERIFY2(strip->sentences().first().contains(QLatin1String(part)), qPrintable(strip->sentences().first()));
    auto* line = strip->findChild<ElidedLabel*>(QStringLiteral("breakers.text"));
    QVERIFY(line);
    line->resize(line->fontMetrics().horizontalAdvance(line->text()) * 7 / 10, line->height());
    QVERIFY2(line->shownText().endsWith(QChar(u'…')), "what has no room ends in an ellipsis");
    QVERIFY2(line->shownText().contains(QStringLiteral("wait")), "what waits is not what is cut off");
    for (Screen* screen : desk.window->screens()) {
        desk.window->showScreen(screen->id());
        QVERIFY(strip->isVisible());
    }
    desk.window->showScreen(QStringLiteral("queue"));
    QTRY_VERIFY(desk.window->currentScreen()->isReady());
    keepPictures(*desk.window, QStringLiteral("trouble-outage"));

    // A person wants to know now: an engine asks next, and nothing else changes.
    QSignalSpy applied(&desk.session->context().runner, &OperationRunner::applied);
    strip->findChild<QToolButton*>(QStringLiteral("breaker.probe.button"))->click();
    desk.answerPreview();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(desk.breaker(), failure::BreakerState::Open);
    QVERIFY(strip->isVisible());
    applied.clear();

    // A person knows better: it may be used again; and that can be taken back.
    strip->findChild<QToolButton*>(QStringLiteral("breaker.close.button"))->click();
    desk.answerPreview();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(desk.breaker(), failure::BreakerState::Closed);
    QTRY_VERIFY(!strip->isVisible());
    desk.session->context().runner.undoNewest();
    QTRY_COMPARE(applied.size(), 2);
    QTRY_VERIFY(strip->isVisible());

    // Or it is to be left alone, whatever the probes say.
    QToolButton* keep = nullptr;
    QTRY_VERIFY((keep = strip->findChild<QToolButton*>(QStringLiteral("breaker.open.button"))));
    keep->click();
    desk.answerPreview();
    QTRY_COMPARE(applied.size(), 3);
    QTRY_VERIFY2(strip->sentences().value(0).contains(QStringLiteral("by hand")),
                 qPrintable(strip->sentences().value(0)));
}

void TestTrouble::anyArchiveCanBeKeptFromUse()
{
    Desk desk;
    desk.world.publish({{QStringLiteral("bash"), QStringLiteral("5.2.15-2"), QStringLiteral("bookworm")}});
    desk.open();
    QTRY_VERIFY(desk.session->status().isKnown());
    // Nothing is away; somebody knows that it is going to be.
    QVERIFY(desk.action("breaker.open")->isEnabled());
    QSignalSpy applied(&desk.session->context().runner, &OperationRunner::applied);
    desk.action("breaker.open")->trigger();
    desk.answerPreview();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(desk.breaker(), failure::BreakerState::Open);
    auto* strip = desk.window->findChild<BreakerStrip*>();
    QTRY_VERIFY2(strip->sentences().value(0).contains(QStringLiteral("by hand")),
                 qPrintable(strip->sentences().value(0)));
}

void TestTrouble::hostsAreDrainedAndGivenJobs()
{
    Desk desk;
    desk.world.write->call([](store::StateStore& state) {
        state.hosts.beat(QStringLiteral("importer-1"), 2, 4, QStringLiteral("running"));
        state.hosts.beat(QStringLiteral("importer-2"), 0, 8, QStringLiteral("paused"));
    });
    desk.open();
    desk.window->showScreen(QStringLiteral("queue"));
    auto* hosts = desk.window->findChild<HostList*>();
    QTRY_COMPARE(hosts->tree()->topLevelItemCount(), 2);
    QTRY_VERIFY(hosts->isVisible());
    QCOMPARE(hosts->tree()->topLevelItem(0)->text(2), QStringLiteral("2 of 4"));
    hosts->choose(QStringLiteral("importer-1"));
    hosts->tree()->setFocus();
    QSignalSpy applied(&desk.session->context().runner, &OperationRunner::applied);
    QTest::keyClick(hosts->tree(), Qt::Key_D);
    QTRY_COMPARE(applied.size(), 1);
    QVERIFY(desk.wanted(QStringLiteral("importer-1")).drain);
    QTRY_VERIFY(desk.session->actions().action(QStringLiteral("host.run"))->isEnabled());
    QVERIFY(!desk.session->actions().action(QStringLiteral("host.drain"))->isEnabled());
    QCOMPARE(hosts->chosen(), QStringLiteral("importer-1")); // news do not take the row away
    keepPictures(*desk.window, QStringLiteral("trouble-hosts"));
    desk.session->context().runner.undoNewest();
    QTRY_COMPARE(applied.size(), 2);
    QVERIFY(!desk.wanted(QStringLiteral("importer-1")).drain);

    desk.session->actions().action(QStringLiteral("host.more"))->trigger();
    QTRY_COMPARE(applied.size(), 3);
    QCOMPARE(desk.wanted(QStringLiteral("importer-1")).parallel, 5);
    QTRY_COMPARE(hosts->tree()->topLevelItem(0)->text(2), QStringLiteral("2 of 5"));
}

void TestTrouble::hostsAndQueueShareTheHeight_data()
{
    QTest::addColumn<int>("hosts");
    QTest::addColumn<int>("seen"); // at least so many without scrolling
    QTest::addColumn<bool>("running");
    QTest::newRow("one") << 1 << 0 << false;
    QTest::newRow("two, idle") << 2 << 2 << false;
    QTest::newRow("two") << 2 << 2 << true;
    QTest::newRow("six, idle") << 6 << 6 << false;
    QTest::newRow("six") << 6 << 4 << true;
    QTest::newRow("twenty, idle") << 20 << 6 << false;
    QTest::newRow("twenty") << 20 << 4 << true;
}

void TestTrouble::hostsAndQueueShareTheHeight()
{
    QFETCH(int, hosts);
    QFETCH(int, seen);
    QFETCH(bool, running);
    Desk desk;
    desk.world.write->call([hosts, running](store::StateStore& state) {
        for (int i = 1; i <= hosts; ++i)
            state.hosts.beat(QStringLiteral("importer-%1").arg(i, 2, 10, QLatin1Char('0')), i % 3, 4,
                             QStringLiteral("running"));
        for (int i = 0; i < 30; ++i) {
            const qint64 id = state.packages.ensure(QStringLiteral("package-%1").arg(i));
            state.jobs.enqueue(id, queue::JobType::New, 10, QStringLiteral("new version in sid"));
            state.packages.settle(id);
        }
        if (running)
            state.jobs.lease(QStringLiteral("importer-01:1"), QStringLiteral("importer-01"), {});
    });
    desk.open();
    desk.window->showScreen(QStringLiteral("queue"));
    auto* list = desk.window->findChild<HostList*>();
    QTRY_COMPARE(list->tree()->topLevelItemCount(), hosts);
    QTRY_VERIFY(desk.window->currentScreen()->isReady());
    QTRY_COMPARE(list->isVisible(), hosts > 1);
    auto* pane = desk.window->findChild<ListPane*>(QStringLiteral("queue.running"));
    QTRY_COMPARE(pane->model()->rowCount(), running ? 1 : 0);
    QTRY_COMPARE(desk.window->findChild<JobPane*>()->isVisible(), running);
    keepPictures(*desk.window,
                 QStringLiteral("hosts-%1%2").arg(hosts).arg(running ? QString() : QStringLiteral("-idle")));
    desk.window->resize(1280, 800);
    QCoreApplication::processEvents();
    int whole = 0;
    for (int i = 0; i < hosts && list->isVisible(); ++i)
        whole +=
            list->tree()->visualItemRect(list->tree()->topLevelItem(i)).bottom() < list->tree()->viewport()->height();
    QVERIFY2(whole >= seen, qPrintable(QString::number(whole)));
    // No row is cut where all of them would have had room, and the queue keeps the larger part.
    auto* waiting = desk.window->findChild<ListPane*>(QStringLiteral("queue.waiting"));
    const int all = desk.window->currentScreen()->height();
    QVERIFY2(waiting->height() * 100 >= all * (running ? 30 : 50), qPrintable(QString::number(waiting->height())));
    if (hosts == 1 && !running)
        QVERIFY(waiting->height() * 100 >= all * 80);

    // A border that was moved stays where it is.
    auto* rows = qobject_cast<QSplitter*>(waiting->parentWidget()->parentWidget());
    QVERIFY(rows);
    emit rows->splitterMoved(0, 1);
    QList<int> sizes = rows->sizes();
    sizes.last() -= 40;
    sizes.first() += 40;
    rows->setSizes(sizes);
    const QList<int> moved = rows->sizes();
    desk.world.write->call([](store::StateStore& state) {
        state.hosts.beat(QStringLiteral("importer-99"), 0, 4, QStringLiteral("running"));
    });
    QTRY_COMPARE(list->tree()->topLevelItemCount(), hosts + 1);
    if (hosts > 1)
        QCOMPARE(rows->sizes(), moved);
}

void TestTrouble::logOfAnotherHost()
{
    Desk desk;
    QTemporaryDir share;
    const QString shared = share.filePath(QStringLiteral("attempt-1.log"));
    QFile file(shared);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("    0.00 s  import upload\n");
    file.close();
    const auto run = [&](const QString& package, const QString& log) {
        return desk.world.write->call([&](store::StateStore& state) {
            const qint64 id = state.packages.ensure(package);
            const qint64 queued = state.jobs.enqueue(id, queue::JobType::Manual, 20, QStringLiteral("asked for"));
            const auto job =
                state.jobs.lease(QStringLiteral("importer-2:4711"), QStringLiteral("importer-2"), {queued});
            state.jobs.setLog(job->attemptId, log, {});
            return job->id;
        });
    };
    const qint64 far = run(QStringLiteral("bash"), QStringLiteral("/var/lib/elsewhere/attempt-7.log"));
    const qint64 near = run(QStringLiteral("zlib"), shared);
    desk.open();
    desk.window->showScreen(QStringLiteral("queue"));
    auto* running = desk.window->findChild<ListPane*>(QStringLiteral("queue.running"));
    QTRY_COMPARE(running->model()->rowCount(), 2);
    auto* pane = desk.window->findChild<JobPane*>();
    running->view()->selectId(far);
    QTRY_COMPARE(pane->job(), far);
    QTRY_VERIFY2(pane->log()->edit()->placeholderText().contains(QStringLiteral("The log is on importer-2")),
                 qPrintable(pane->log()->edit()->placeholderText()));
    QVERIFY(pane->log()->edit()->placeholderText().contains(QStringLiteral("/var/lib/elsewhere/attempt-7.log")));
    keepPictures(*desk.window, QStringLiteral("trouble-log"));

    // A folder that both have: it is read, and followed.
    running->view()->selectId(near);
    QTRY_VERIFY(pane->log()->edit()->toPlainText().contains(QStringLiteral("import upload")));
    QVERIFY(file.open(QIODevice::Append));
    file.write("    0.90 s  commit\n");
    file.close();
    QTRY_VERIFY(pane->log()->edit()->toPlainText().contains(QStringLiteral("commit")));
}

void TestTrouble::queueInTheHeader()
{
    Desk desk;
    desk.world.write->call([](store::StateStore& state) {
        for (const char* name : {"bash", "dash", "zlib"}) {
            const qint64 id = state.packages.ensure(QLatin1String(name));
            state.jobs.enqueue(id, queue::JobType::New, 10, QStringLiteral("new"));
            state.packages.settle(id);
        }
        state.history.sample();
    });
    desk.open();
    auto* queue = desk.window->findChild<QToolButton*>(QStringLiteral("header.queue"));
    QTRY_COMPARE(queue->text(), QStringLiteral("Queue 3"));
    auto* trend = desk.window->findChild<Sparkline*>(QStringLiteral("header.trend"));
    QTRY_VERIFY(trend->isVisible());
    QCOMPARE(trend->values().last(), 3.0);
    queue->click();
    QCOMPARE(desk.window->currentScreen()->id(), QStringLiteral("queue"));
}

QTEST_MAIN(TestTrouble)
#include "tst_gui_trouble.moc"
