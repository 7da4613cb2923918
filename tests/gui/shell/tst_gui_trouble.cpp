// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's story of an outage and of several hosts: a resource that is away stands below the header of every
// screen until it is back or a person says so; hosts are drained, let run, given more jobs; logs of other hosts are
// read where they can be read, and their place is said where not.
#include "core/failure/circuitbreaker.h"
#include "core/ops/operations.h"
#include "tests/gui/support/consoleworld.h"
#include "ui/queue/hostlist.h"
#include "ui/queue/jobpane.h"
#include "ui/shell/breakerstrip.h"
#include "ui/shell/headerbar.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/session.h"
#include "ui/text/codeedit.h"
#include "ui/text/logview.h"
#include "ui/theme/theme.h"
#include "ui/widgets/listpane.h"
#include "ui/widgets/sparkline.h"

#include <QFile>
#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QToolButton>
#include <QTreeWidget>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;

namespace {

const QString resource = QStringLiteral("archive:127.0.0.1:80");

struct Desk
{
    ConsoleWorld world;
    std::unique_ptr<Session> session;
    std::unique_ptr<MainWindow> window;

    void open()
    {
        SessionOptions options;
        options.paths = world.paths;
        options.feedIntervalMs = 50;
        session = std::make_unique<Session>(options);
        window = std::make_unique<MainWindow>(*session);
        addAllScreens(*window);
        window->restoreSession();
        window->resize(1280, 800);
        window->show();
    }
    ~Desk()
    {
        if (session)
            session->drain();
        window.reset();
        session.reset();
    }
    void answerPreview()
    {
        PreviewPanel* panel = session->previewPanel();
        QTRY_VERIFY(panel->isVisible());
        panel->verbButton()->click();
    }
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

void keepPictures(QWidget& widget, const char* name)
{
    const QString folder = qEnvironmentVariable("MILLRACE_GRABS");
    if (folder.isEmpty())
        return;
    for (const theme::Scheme scheme : {theme::Scheme::Light, theme::Scheme::Dark}) {
        for (const QSize size : {QSize(1280, 800), QSize(1920, 1080)}) {
            theme::apply(*qApp, scheme);
            widget.resize(size);
            QCoreApplication::processEvents();
            widget.grab().save(QStringLiteral("%1/trouble-%2-%3-%4.png")
                                   .arg(folder, QLatin1String(name), theme::schemeName(scheme))
                                   .arg(size.width()));
        }
    }
    theme::apply(*qApp, theme::Scheme::Light);
}

} // namespace

class TestTrouble : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void outageStandsBelowTheHeader();
    void hostsAreDrainedAndGivenJobs();
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
    for (const char* part : {"The archive 127.0.0.1:80 is away", "connection refused"})
        QVERIFY2(strip->sentences().first().contains(QLatin1String(part)), qPrintable(strip->sentences().first()));
    for (Screen* screen : desk.window->screens()) {
        desk.window->showScreen(screen->id());
        QVERIFY(strip->isVisible());
    }
    desk.window->showScreen(QStringLiteral("queue"));
    QTRY_VERIFY(desk.window->currentScreen()->isReady());
    keepPictures(*desk.window, "outage");

    // A person knows better: it may be used again; and that can be taken back.
    QSignalSpy applied(&desk.session->context().runner, &OperationRunner::applied);
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

void TestTrouble::hostsAreDrainedAndGivenJobs()
{
    Desk desk;
    desk.world.write->call([](store::StateStore& state) {
        const qint64 now = state.clock().nowMs();
        Q_UNUSED(now)
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
    keepPictures(*desk.window, "hosts");
    desk.session->context().runner.undoNewest();
    QTRY_COMPARE(applied.size(), 2);
    QVERIFY(!desk.wanted(QStringLiteral("importer-1")).drain);

    desk.session->actions().action(QStringLiteral("host.more"))->trigger();
    QTRY_COMPARE(applied.size(), 3);
    QCOMPARE(desk.wanted(QStringLiteral("importer-1")).parallel, 5);
    QTRY_COMPARE(hosts->tree()->topLevelItem(0)->text(2), QStringLiteral("2 of 5"));
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
    keepPictures(*desk.window, "log");

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
