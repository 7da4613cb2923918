// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's story of the Activity screen: a change appears, tells what it changed, is copied as a command and
// taken back. What is asserted are rows of the store.
#include "core/ops/operations.h"
#include "tests/gui/support/consoleworld.h"
#include "ui/activity/activityscreen.h"
#include "ui/activity/eventpane.h"
#include "ui/activity/eventtext.h"
#include "ui/theme/theme.h"
#include "ui/widgets/listpane.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;

class TestActivity : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void story();
    void changesAsWords();
    void decisionsComeBeforeTheirPackages();
};

void TestActivity::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestActivity::story()
{
    ConsoleWorld world;
    world.messages.setWindowFlags(Qt::ToolTip); // alone it is a window, and would take the focus
    world.publish({{QStringLiteral("hello"), QStringLiteral("2.10-3"), QStringLiteral("bookworm")},
                   {QStringLiteral("zlib"), QStringLiteral("1:1.2.13.dfsg-1"), QStringLiteral("bookworm")}});
    ActivityScreen screen(*world.context);
    screen.resize(1100, 700);
    screen.show();
    QVERIFY(QTest::qWaitForWindowActive(&screen));
    screen.activate();
    auto* pane = screen.findChild<ListPane*>(QStringLiteral("activity.events"));
    QTRY_VERIFY(screen.isReady());
    const int before = pane->model()->rowCount();

    // Something is done elsewhere; the event arrives by itself.
    QSignalSpy applied(world.runner.get(), &OperationRunner::applied);
    auto hold = ops::hold({{QStringLiteral("hello")}});
    hold->setReason(QStringLiteral("a test holds it"));
    world.runner->run(std::move(hold), {QStringLiteral("Hold"), false, ReasonField::None});
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(world.packageState(QStringLiteral("hello")), QStringLiteral("paused"));
    QTRY_COMPARE(pane->model()->rowCount(), before + 1);
    pane->setFilterText(QStringLiteral("action:hold"));
    QTRY_COMPARE(pane->model()->rowCount(), 1);
    QTRY_VERIFY(screen.isReady());
    pane->view()->selectId(pane->model()->idAt(0));
    auto* event = screen.findChild<EventPane*>();
    QTRY_COMPARE(event->auditEvent().action, QStringLiteral("hold"));
    QCOMPARE(event->auditEvent().actor, QStringLiteral("tester"));
    QVERIFY(event->findChild<QLabel*>(QStringLiteral("activity.reason"))
                ->text()
                .contains(QStringLiteral("a test holds it")));
    QVERIFY(event->findChild<QTreeWidget*>(QStringLiteral("activity.changes"))->topLevelItemCount() > 0);

    pane->view()->setFocus();
    QTRY_VERIFY(pane->view()->hasFocus());
    QTest::keyClick(pane->view(), Qt::Key_C);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("millracectl hold hello --reason 'a test holds it'"));

    // U takes it back after a preview; then it cannot be done twice, and the tooltip says why.
    QTest::keyClick(pane->view(), Qt::Key_U);
    QTRY_COMPARE(applied.size(), 2);
    QCOMPARE(world.prompt.asked.size(), 1);
    QVERIFY(world.packageState(QStringLiteral("hello")) != QStringLiteral("paused"));
    QAction* undo = world.actions.action(QStringLiteral("activity.undo"));
    QTRY_VERIFY(!undo->isEnabled());
    QVERIFY2(undo->toolTip().contains(QStringLiteral("undone already")), qPrintable(undo->toolTip()));
}

void TestActivity::changesAsWords()
{
    store::Event event;
    event.id = 4;
    event.action = QStringLiteral("retry");
    event.subject = QStringLiteral("bash dash");
    event.before = {{QStringLiteral("packages"),
                     QJsonObject{{QStringLiteral("bash"), QJsonObject{{QStringLiteral("state"), QStringLiteral("held")},
                                                                      {QStringLiteral("tracked"), true}}}}}};
    event.after = {
        {QStringLiteral("packages"),
         QJsonObject{{QStringLiteral("bash"), QJsonObject{{QStringLiteral("state"), QStringLiteral("queued")},
                                                          {QStringLiteral("tracked"), true}}}}}};
    const QList<ChangeLine> lines = changeLines(event);
    QCOMPARE(lines.size(), 1);
    QCOMPARE(lines[0].what, QStringLiteral("bash · state"));
    QCOMPARE(lines[0].before, QStringLiteral("held"));
    QCOMPARE(lines[0].after, QStringLiteral("queued"));
    QCOMPARE(eventCommand(event), QStringLiteral("millracectl retry bash dash"));
    event.undoneBy = 5;
    QVERIFY(!undoObstacle(event).isEmpty());
}

void TestActivity::decisionsComeBeforeTheirPackages()
{
    const auto side = [](const QString& state, const QString& mark) {
        QJsonArray packages;
        for (int i = 0; i < 1500; ++i)
            packages.append(QJsonObject{{QStringLiteral("package"), QStringLiteral("a%1").arg(i)},
                                        {QStringLiteral("state"), state}});
        return QJsonObject{
            {QStringLiteral("packages"), packages},
            {QStringLiteral("signatures"),
             QJsonArray{QJsonObject{{QStringLiteral("signature"), QStringLiteral("00ab")},
                                    {QStringLiteral("split_by"), mark},
                                    {QStringLiteral("delay_ms"), mark.isEmpty() ? 60'000 : 7'200'000}}}}};
    };
    store::Event event;
    event.id = 4;
    event.before = side(QStringLiteral("held"), {});
    event.after = side(QStringLiteral("queued"), QStringLiteral("file"));
    const QList<ChangeLine> lines = changeLines(event);
    QCOMPARE(lines.size(), 1502);
    QCOMPARE(lines[0].what, QStringLiteral("delay"));
    QCOMPARE(lines[0].before, QStringLiteral("1 min 0 s"));
    QCOMPARE(lines[0].after, QStringLiteral("2 h 0 min"));
    QCOMPARE(lines[1].what, QStringLiteral("split by"));
    QCOMPARE(lines[2].what, QStringLiteral("a0 · state"));
    store::Event rule;
    rule.id = 5;
    rule.before = {
        {QStringLiteral("rules"), QJsonArray{QJsonObject{{QStringLiteral("code"), QStringLiteral("net.dns")}}}}};
    rule.after = {{QStringLiteral("rules"), QJsonArray{QJsonObject{{QStringLiteral("code"), QStringLiteral("net.dns")},
                                                                   {QStringLiteral("cap"), 3}}}}};
    QCOMPARE(changeLines(rule).value(0).what, QStringLiteral("net.dns · cap"));
    EventPane pane({});
    pane.setAuditEvent(event);
    const auto* changes = pane.findChild<QTreeWidget*>(QStringLiteral("activity.changes"));
    QCOMPARE(changes->topLevelItemCount(), 1001);
    QVERIFY(changes->topLevelItem(1000)->text(0).contains(QStringLiteral("502")));
}

QTEST_MAIN(TestActivity)
#include "tst_gui_activity.moc"
