// SPDX-License-Identifier: GPL-3.0-or-later
// The story of a finding: Triage shows it as a group of its own, says what it means and leads to the version; the
// Package screen lists it; once a verification no longer sees it, it is gone. What is asserted are rows of the store.
#include "tests/gui/support/consoleworld.h"
#include "tests/gui/support/gitrepository.h"
#include "ui/models/pagedmodel.h"
#include "ui/package/findingstab.h"
#include "ui/package/historymodel.h"
#include "ui/package/historypane.h"
#include "ui/package/packagescreen.h"
#include "ui/package/packageview.h"
#include "ui/text/evidencepane.h"
#include "ui/text/findingpane.h"
#include "ui/theme/theme.h"
#include "ui/triage/findingsrow.h"
#include "ui/triage/triagefindings.h"
#include "ui/triage/triagescreen.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/listpane.h"

#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeView>
#include <QTreeWidget>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

store::Finding movedBranch()
{
    store::Finding finding;
    finding.check = s("I2");
    finding.code = s("branch.rewritten");
    finding.subject = s("refs/heads/debian/bookworm");
    finding.severity = s("error");
    finding.version = s("2.10-3");
    finding.message = s("the branch debian/bookworm was moved to something else than was published");
    finding.advice = s("move it back to the commit that is expected");
    finding.expected = {{s("commit"), QString(40, u'a')}, {s("tree"), QString(40, u'b')}};
    finding.actual = {{s("commit"), QString(40, u'c')}, {s("tree"), QString(40, u'd')}};
    return finding;
}

store::Finding strayRef()
{
    store::Finding finding;
    finding.check = s("I8");
    finding.code = s("ref.orphan");
    finding.subject = s("refs/collisions/debian/sid/x");
    finding.severity = s("warning");
    finding.message = s("the ref refs/collisions/debian/sid/x belongs to nothing that the store knows of");
    return finding;
}

/// As the engine would: a verification that looked at everything.
void verified(ConsoleWorld& world, const char* package, const QList<store::Finding>& findings)
{
    world.write->call([&](store::StateStore& state) {
        state.findings.record(state.packages.byName(s(package))->id, findings,
                              {{s("I2"), true, {}}, {s("I8"), true, {}}, {s("I1"), true, {}}}, {});
    });
}

int openFindings(ConsoleWorld& world)
{
    return world.read->call([](store::StateStore& state) {
        return int(state.lists.ids(store::ListKind::Findings, {s("state:open"), {}, false}).size());
    });
}

} // namespace

class TestFindings : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::C);
        theme::apply(*qApp, theme::Scheme::Light);
    }
    void triageStory();
    void findingsAlone();
    void packageStory();
    void acknowledgedInTriage();
    void acknowledgedInThePackage();
    void versionFromElsewhere();

private:
    static void publish(ConsoleWorld& world)
    {
        // As the window does: the number of findings is part of the status.
        connect(world.feed.get(), &store::ChangeFeed::changed, world.status.get(), &StatusWatcher::noteChanges);
        world.publish({{s("bash"), s("5.2.15-2"), s("bookworm")},
                       {s("dash"), s("0.5.12-2"), s("bookworm")},
                       {s("hello"), s("2.10-2"), s("bullseye")},
                       {s("hello"), s("2.10-3"), s("bookworm")},
                       {s("hello"), s("2.12-1"), s("sid")}});
    }
    /// Publishes and imports; version → commit.
    static QMap<QString, QString> importHello(ConsoleWorld& world)
    {
        publish(world);
        const QMap<QString, QString> commits = test::makeHello(world.paths.repository(s("hello")));
        for (const char* version : {"2.10-2", "2.10-3", "2.12-1"})
            world.recordImport(s("hello"), s(version), commits[s(version)], s("debian/") + s(version));
        return commits;
    }
    static QString commitShown(const PackageScreen& screen)
    {
        return screen.view()->history()->view()->currentIndex().siblingAtColumn(HistoryModel::Commit).data().toString();
    }
};

void TestFindings::triageStory()
{
    ConsoleWorld world;
    publish(world);
    world.fail(s("bash"), ConsoleWorld::missingFile(s("bash"), s("5.2.15-2")), s("5.2.15-2"), s("bookworm"));
    TriageScreen screen(*world.context);
    screen.resize(1200, 760);
    screen.show();
    QVERIFY(QTest::qWaitForWindowActive(&screen));
    screen.activate();
    QTRY_COMPARE(screen.badge(), s("1"));
    FindingsRow* row = screen.findings()->row();
    QVERIFY(!row->isVisible());

    // A verification finds something: the group appears beside that of the failures, and takes nothing away.
    store::Finding note = movedBranch();
    note.severity = s("note");
    note.check = s("I1");
    verified(world, "dash", {note});
    verified(world, "hello", {movedBranch()});
    verified(world, "bash", {strayRef()});
    QTRY_VERIFY(row->isVisible());
    QTRY_COMPARE(row->count(), 2);
    QTRY_COMPARE(screen.badge(), s("2"));
    QVERIFY(screen.evidence()->isVisible());
    QCOMPARE(openFindings(world), 3);

    // Chosen: the worst first, with what it means and what to do. The note is not worth a place here.
    QTest::mouseClick(row, Qt::LeftButton);
    ListPane* list = screen.findings()->list();
    QTRY_VERIFY(list->view()->hasFocus());
    FindingPane* pane = screen.findings()->pane();
    QTRY_COMPARE(list->model()->rowCount(), 2);
    QTRY_VERIFY(screen.isReady());
    QVERIFY(pane->isVisible() && !screen.evidence()->isVisible());
    QCOMPARE(pane->package(), s("hello"));
    const auto text = [&](const char* name) { return pane->findChild<QLabel*>(s(name))->text(); };
    QVERIFY(text("findingMessage").contains(s("was moved")));
    QVERIFY(text("findingMeaning").contains(s("Whoever clones this branch")));
    QVERIFY(text("findingAdvice").contains(s("Move it back")));
    QVERIFY(pane->evidence()->toPlainText().contains(QString(40, u'a')));
    QVERIFY(pane->evidence()->toPlainText().contains(QString(40, u'c')));

    // One step to the version, by keyboard and by button.
    QSignalSpy goTo(&screen, &Screen::goTo);
    QTest::keyClick(list->view(), Qt::Key_O);
    QTest::mouseClick(pane->openButton(), Qt::LeftButton);
    QTRY_COMPARE(goTo.count(), 2);
    for (const QList<QVariant>& wanted : goTo)
        QCOMPARE(wanted, QVariantList({s("package"), s("hello 2.10-3")}));

    // Filtering is as in every list.
    screen.focusSearch();
    QTRY_VERIFY(list->filterEdit()->hasFocus());
    QTest::keyClicks(list->filterEdit(), s("severity:warning"));
    QTRY_COMPARE(list->model()->rowCount(), 1);
    list->setFilterText({});
    QTRY_COMPARE(list->model()->rowCount(), 2);

    // The next verification finds it in order: it goes, and the reader stays among the findings.
    verified(world, "hello", {});
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QVERIFY(row->isChecked());
    QCOMPARE(openFindings(world), 2);
    QTRY_COMPARE(pane->package(), s("bash"));
    verified(world, "bash", {});
    QTRY_VERIFY(!row->isVisible());
    QTRY_VERIFY(screen.evidence()->isVisible());
    QCOMPARE(openFindings(world), 1);
    // Nothing of all this held a package up.
    QCOMPARE(world.packageState(s("hello")), s("ok"));
}

void TestFindings::findingsAlone()
{
    ConsoleWorld world;
    publish(world);
    verified(world, "hello", {movedBranch()});
    TriageScreen screen(*world.context);
    screen.resize(1200, 760);
    screen.show();
    screen.activate();
    // Nothing has failed, but the screen is not empty.
    QTRY_VERIFY(screen.findings()->pane()->isVisible());
    QTRY_COMPARE(screen.badge(), s("1"));
    QTRY_VERIFY(screen.isReady());
    verified(world, "hello", {});
    QTRY_VERIFY(!screen.findings()->pane()->isVisible());
    QTRY_VERIFY(screen.badge().isEmpty());
}

void TestFindings::packageStory()
{
    ConsoleWorld world;
    const QMap<QString, QString> commits = importHello(world);
    PackageScreen screen(*world.context);
    screen.resize(1200, 760);
    screen.show();
    screen.activate();
    screen.open(s("hello"));
    PackageView* view = screen.view();
    QTRY_VERIFY(view->details() && view->details()->name == s("hello"));
    FindingsTab* tab = view->findings();
    view->tabs()->setCurrentWidget(tab);
    QTRY_COMPARE(tab->emptyState()->title(), s("Never verified"));
    QVERIFY(tab->emptyState()->isVisible());

    verified(world, "hello", {});
    QTRY_VERIFY(tab->emptyState()->title().endsWith(s(", nothing found")));
    QCOMPARE(view->tabs()->tabText(4), s("Findings"));

    verified(world, "hello", {strayRef(), movedBranch()});
    QTRY_COMPARE(view->tabs()->tabText(4), s("Findings (2)"));
    QTRY_COMPARE(tab->list()->topLevelItemCount(), 2);
    QCOMPARE(tab->list()->topLevelItem(0)->text(0), s("error"));
    QTRY_VERIFY(tab->pane()->finding().has_value());
    QCOMPARE(tab->pane()->openButton()->text(), s("Open hello at 2.10-3"));
    QTest::mouseClick(tab->pane()->openButton(), Qt::LeftButton);
    QTRY_COMPARE(view->tabs()->currentWidget(), view->history());
    QTRY_VERIFY(!commitShown(screen).isEmpty() && commits[s("2.10-3")].startsWith(commitShown(screen)));

    verified(world, "hello", {});
    QTRY_COMPARE(view->tabs()->tabText(4), s("Findings"));
    QCOMPARE(openFindings(world), 0);
}

void TestFindings::acknowledgedInTriage()
{
    ConsoleWorld world;
    publish(world);
    verified(world, "hello", {movedBranch()});
    verified(world, "bash", {strayRef()});
    TriageScreen screen(*world.context);
    screen.resize(1200, 760);
    screen.show();
    QVERIFY(QTest::qWaitForWindowActive(&screen));
    screen.activate();
    ListPane* list = screen.findings()->list();
    QTRY_COMPARE(list->model()->rowCount(), 2);
    QTRY_VERIFY(screen.isReady());
    QTRY_COMPARE(screen.findings()->pane()->package(), s("hello"));

    // Asked first; declined is as if nothing had been.
    world.prompt.next = {false, {}};
    // Nothing has failed: the screen shows the findings, and their list has the keyboard.
    QTRY_VERIFY(list->view()->hasFocus());
    QTest::keyClick(list->view(), Qt::Key_A);
    QTRY_COMPARE(world.prompt.asked.size(), 1);
    QVERIFY(world.prompt.asked.constFirst().preview.sentence.contains(s("1 finding of hello")));
    QCOMPARE(openFindings(world), 2);
    world.prompt.next = {true, s("moved on purpose")};
    QSignalSpy applied(world.runner.get(), &OperationRunner::applied);
    world.actions.action(s("triage.acknowledge"))->trigger();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(openFindings(world), 1);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    QTRY_COMPARE(screen.findings()->row()->count(), 1);
    QTRY_COMPARE(screen.badge(), s("1"));
    // A verification that sees the same brings nothing back; one that sees something else does.
    verified(world, "hello", {movedBranch()});
    QCOMPARE(openFindings(world), 1);
    store::Finding other = movedBranch();
    other.actual = {{s("commit"), QString(40, u'9')}};
    verified(world, "hello", {other});
    QTRY_COMPARE(list->model()->rowCount(), 2);

    // By the button of the pane, and taken back.
    list->view()->setFocus();
    QTest::mouseClick(screen.findings()->pane()->acknowledgeButton(), Qt::LeftButton);
    QTRY_COMPARE(applied.size(), 2);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    world.runner->undoNewest();
    QTRY_COMPARE(list->model()->rowCount(), 2);
    QCOMPARE(openFindings(world), 2);
}

void TestFindings::acknowledgedInThePackage()
{
    ConsoleWorld world;
    importHello(world);
    verified(world, "hello", {movedBranch()});
    PackageScreen screen(*world.context);
    screen.resize(1200, 760);
    screen.show();
    screen.activate();
    screen.open(s("hello"));
    PackageView* view = screen.view();
    FindingsTab* tab = view->findings();
    QTRY_COMPARE(view->tabs()->tabText(4), s("Findings (1)"));
    view->tabs()->setCurrentWidget(tab);
    QTRY_VERIFY(tab->pane()->finding().has_value());
    QToolButton* button = tab->pane()->acknowledgeButton();
    QCOMPARE(button->text(), s("Acknowledge…"));
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(view->tabs()->tabText(4), s("Findings"));
    // Still listed here, as what it is.
    QCOMPARE(tab->list()->topLevelItem(0)->text(0), s("acknowledged"));
    QTRY_COMPARE(button->text(), s("Acknowledge no longer"));
    QCOMPARE(openFindings(world), 0);
    QTest::mouseClick(button, Qt::LeftButton);
    QTRY_COMPARE(view->tabs()->tabText(4), s("Findings (1)"));
    QCOMPARE(openFindings(world), 1);
    QVERIFY(world.actions.conflicts().isEmpty());
}

void TestFindings::versionFromElsewhere()
{
    ConsoleWorld world;
    const QMap<QString, QString> commits = importHello(world);
    PackageScreen screen(*world.context);
    screen.resize(1200, 760);
    screen.show();
    screen.activate();
    // Before anything of the package is read.
    screen.open(s("hello 2.10-2"));
    QTRY_VERIFY(screen.view()->details() && screen.view()->details()->name == s("hello"));
    QTRY_COMPARE(screen.view()->tabs()->currentWidget(), screen.view()->history());
    QTRY_VERIFY(!commitShown(screen).isEmpty() && commits[s("2.10-2")].startsWith(commitShown(screen)));
}

QTEST_MAIN(TestFindings)
#include "tst_gui_findings.moc"
