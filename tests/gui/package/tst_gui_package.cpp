// SPDX-License-Identifier: GPL-3.0-or-later
// The story of the Package screen over a real repository: search, publications, history with tags, the files of a
// commit, two imports compared, tracking and retrying.
#include "tests/gui/support/consoleworld.h"
#include "tests/gui/support/gitrepository.h"
#include "tests/gui/support/pictures.h"
#include "ui/models/pagedmodel.h"
#include "ui/package/comparepane.h"
#include "ui/package/historypane.h"
#include "ui/package/holddialog.h"
#include "ui/package/packagescreen.h"
#include "ui/package/packageview.h"
#include "ui/package/publicationmodel.h"
#include "ui/text/codeedit.h"
#include "ui/text/codeview.h"
#include "ui/text/diffcanvas.h"
#include "ui/text/diffview.h"
#include "ui/text/evidencepane.h"
#include "ui/theme/theme.h"
#include "ui/widgets/actionrow.h"
#include "ui/widgets/listpane.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>
#include <QLabel>
#include <QLineEdit>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTabWidget>
#include <QTest>
#include <QToolButton>
#include <QTreeView>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;

namespace {

/// Of one version of hello somebody else's tag is in the way.
Error tagInTheWay(const QString& tag, const QString& tagTree, const QString& tarballTree)
{
    return Error(QStringLiteral("state.upstream_conflict"), QStringLiteral("somebody else's"),
                 {{QStringLiteral("tag"), QStringLiteral("upstream/9.9")},
                  {QStringLiteral("upstream version"), QStringLiteral("9.9")},
                  {QStringLiteral("value of the tag"), tag},
                  {QStringLiteral("tree of the tag"), tagTree},
                  {QStringLiteral("tree of the tarball"), tarballTree}});
}

struct Story
{
    ConsoleWorld world;
    QMap<QString, QString> commits;
    std::unique_ptr<PackageScreen> screen;

    Story()
    {
        const auto s = [](const char* text) { return QString::fromLatin1(text); };
        world.publish({{s("hello"), s("2.10-2"), s("bullseye")},
                       {s("hello"), s("2.10-3"), s("bookworm")},
                       {s("hello"), s("2.12-1"), s("sid")},
                       {s("hello"), s("2.12-1"), s("trixie")},
                       {s("hello-traditional"), s("2.10-6"), s("sid")},
                       {s("bash"), s("5.2.15-2"), s("bookworm")}});
        commits = test::makeHello(world.paths.repository(s("hello")));
        for (const char* version : {"2.10-2", "2.10-3", "2.12-1"})
            world.recordImport(s("hello"), s(version), commits[s(version)], QStringLiteral("debian/") + s(version));
        world.fail(s("bash"), ConsoleWorld::missingFile(s("bash"), s("5.2.15-2")), s("5.2.15-2"), s("bookworm"));
        screen = std::make_unique<PackageScreen>(*world.context);
        screen->resize(1110, 720);
        screen->show();
        screen->activate();
    }

    QString fileText(TreePane* pane) const { return pane->code()->edit()->toPlainText(); }
};

QStringList filesOf(const FileTreeModel& model, const QModelIndex& parent = {})
{
    QStringList files;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex index = model.index(row, 0, parent);
        if (model.node(index).isFolder())
            files += filesOf(model, index);
        else
            files +=
                QString::fromUtf8(model.node(index).path) + QLatin1Char(' ') + fileStateText(model.node(index).state);
    }
    return files;
}

} // namespace

class TestPackage : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void searchAndPublications();
    void historyAndFiles();
    void compareTwoImports();
    void trackAndRetry();
    void decideAboutAnUpstreamTag();
    void everyActionHasItsPlace();
    void versionLeftOutAndTakenIn();
    void heldForATimeAndExcluded();
    void flagsOfAnImport();
    void models();
};

void TestPackage::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestPackage::searchAndPublications()
{
    Story story;
    PackageScreen& screen = *story.screen;
    QVERIFY(QTest::qWaitForWindowActive(&screen));
    QTRY_COMPARE(screen.list()->model()->rowCount(), 3);
    screen.focusSearch();
    QTRY_VERIFY(screen.list()->filterEdit()->hasFocus());
    QTest::keyClicks(screen.list()->filterEdit(), QStringLiteral("hello"));
    QTRY_COMPARE(screen.list()->model()->rowCount(), 2);
    QTest::keyClick(screen.list()->filterEdit(), Qt::Key_Return);
    screen.open(QStringLiteral("hello"));
    QTRY_VERIFY(screen.view()->details() && screen.view()->details()->name == QStringLiteral("hello"));
    QTRY_VERIFY(screen.isReady());

    // Newest version first, oldest suite first, every state in words.
    const PublicationModel& grid = *screen.view()->publications();
    QCOMPARE(grid.versions(),
             QStringList({QStringLiteral("2.12-1"), QStringLiteral("2.10-3"), QStringLiteral("2.10-2")}));
    QCOMPARE(grid.branches(), QStringList({QStringLiteral("debian/bullseye"), QStringLiteral("debian/bookworm"),
                                           QStringLiteral("debian/trixie"), QStringLiteral("debian/sid")}));
    const QString newest = grid.index(0, 3).data().toString();
    QVERIFY2(newest.contains(story.commits[QStringLiteral("2.12-1")].left(8)), qPrintable(newest));
    QVERIFY(grid.index(0, 0).data().toString().isEmpty());

    // Enter on a cell shows its commit.
    auto* view = screen.findChild<QTableView*>(QStringLiteral("publications"));
    emit view->activated(grid.index(1, 1));
    QCOMPARE(screen.view()->tabs()->currentWidget(), screen.view()->history());
    HistoryPane* history = screen.view()->history();
    QTRY_VERIFY(history->view()->currentIndex().isValid());
    QTRY_COMPARE(history->model()->entry(history->view()->currentIndex().row()).oid.toHex(),
                 story.commits[QStringLiteral("2.10-3")]);

    // A package without a repository says so; a failed one shows why.
    screen.open(QStringLiteral("bash"));
    QTRY_VERIFY(screen.view()->details() && screen.view()->details()->name == QStringLiteral("bash"));
    QTRY_COMPARE(screen.view()->publications()->index(0, 0).data().toString(), QStringLiteral("failed"));
    emit view->activated(screen.view()->publications()->index(0, 0));
    QCOMPARE(screen.view()->tabs()->currentIndex(), 3);
    QTRY_VERIFY(screen.view()->evidence()->details().has_value());
    QCOMPARE(history->model()->rowCount(), 0);
}

void TestPackage::historyAndFiles()
{
    Story story;
    PackageScreen& screen = *story.screen;
    screen.open(QStringLiteral("hello"));
    screen.view()->tabs()->setCurrentWidget(screen.view()->history());
    HistoryPane* history = screen.view()->history();
    QTRY_COMPARE(history->model()->rowCount(), 5);
    QTRY_VERIFY(screen.isReady());
    const HistoryModel& model = *history->model();
    QStringList tags, branches;
    for (int row = 0; row < model.rowCount(); ++row) {
        for (const QString& ref : model.entry(row).refs) {
            if (isLabel(ref))
                (isTag(ref) ? tags : branches) << shortRef(ref);
        }
        QVERIFY(!model.index(row, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("good/")));
    }
    tags.sort();
    branches.sort();
    QCOMPARE(tags, QStringList({QStringLiteral("debian/2.10-2"), QStringLiteral("debian/2.10-3"),
                                QStringLiteral("debian/2.12-1"), QStringLiteral("upstream/2.10"),
                                QStringLiteral("upstream/2.12")}));
    QCOMPARE(branches, QStringList({QStringLiteral("debian/bookworm"), QStringLiteral("debian/bullseye"),
                                    QStringLiteral("debian/sid")}));

    // The files of an import, beside its first parent's.
    history->showCommit(git::Oid::fromHex(story.commits[QStringLiteral("2.10-3")]).value());
    TreePane* tree = history->tree();
    QTRY_COMPARE(filesOf(*tree->model()),
                 QStringList({QStringLiteral("debian/changelog changed"), QStringLiteral("debian/control changed"),
                              QStringLiteral("debian/logo.png added"), QStringLiteral("src/hello.c changed"),
                              QStringLiteral("tests/hello-1 removed")}));
    tree->files()->setCurrentIndex(tree->model()->indexOf("src/hello.c"));
    QTRY_VERIFY(tree->diff()->canvas()->rowCount() > 3 && tree->isReady());
    QCOMPARE(tree->diff()->canvas()->find(QStringLiteral("wide world")).size(), 1);
    tree->contentButton()->click();
    QTRY_VERIFY(story.fileText(tree).contains(QStringLiteral("Hello, wide world!")));
    tree->allFiles()->setChecked(true);
    QTRY_COMPARE(filesOf(*tree->model()).size(), 7);
    // The file that was looked at is still the one that is looked at.
    QCOMPARE(tree->model()->node(tree->files()->currentIndex()).path, QByteArray("src/hello.c"));
    tree->files()->setCurrentIndex(tree->model()->indexOf("debian/logo.png"));
    QTRY_VERIFY(tree->code()->edit()->placeholderText().contains(QStringLiteral("Binary")));

    // The first commit has no parent: everything is there to read.
    history->view()->setCurrentIndex(model.index(model.rowCount() - 1, 0));
    QTRY_COMPARE(filesOf(*tree->model()).size(), 3);
}

void TestPackage::compareTwoImports()
{
    Story story;
    PackageScreen& screen = *story.screen;
    screen.open(QStringLiteral("hello"));
    QTRY_VERIFY(screen.view()->details() && screen.isReady());
    ComparePane* compare = screen.view()->compare();
    screen.view()->tabs()->setCurrentWidget(compare);
    QCOMPARE(compare->to()->count(), 3);
    const int oldest = compare->from()->findData(story.commits[QStringLiteral("2.10-2")]);
    compare->from()->setCurrentIndex(oldest);
    QVERIFY(compare->to()->currentText().startsWith(QStringLiteral("2.12-1")));
    TreePane* tree = compare->tree();
    QTRY_COMPARE(filesOf(*tree->model()),
                 QStringList({QStringLiteral("debian/changelog changed"), QStringLiteral("debian/control changed"),
                              QStringLiteral("debian/logo.png added"), QStringLiteral("src/hello.c changed"),
                              QStringLiteral("tests/hello-1 removed")}));
    tree->files()->setCurrentIndex(tree->model()->indexOf("debian/control"));
    QTRY_VERIFY(tree->isReady() && tree->diff()->canvas()->find(QStringLiteral("4.7.0")).size() == 1);
    QCOMPARE(tree->diff()->canvas()->find(QStringLiteral("4.3.0")).size(), 1);

    screen.findChild<QToolButton*>(QStringLiteral("compareSwap"))->click();
    QTRY_VERIFY(filesOf(*tree->model()).contains(QStringLiteral("tests/hello-1 added")));
    compare->from()->setCurrentIndex(compare->to()->currentIndex());
    QTRY_VERIFY(filesOf(*tree->model()).isEmpty());
}

void TestPackage::trackAndRetry()
{
    Story story;
    PackageScreen& screen = *story.screen;
    screen.open(QStringLiteral("bash"));
    QAction* retry = story.world.actions.action(QStringLiteral("package.retry"));
    QTRY_VERIFY(retry->isEnabled());
    QSignalSpy applied(story.world.runner.get(), &OperationRunner::applied);
    QTest::keyClick(screen.list()->view(), Qt::Key_R);
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(story.world.packageState(QStringLiteral("bash")), QStringLiteral("queued"));
    QCOMPARE(story.world.queuedJobs(QStringLiteral("bash")), 1);

    const auto tracked = [&] {
        return story.world.write->call(
            [](store::StateStore& state) { return state.packages.byName(QStringLiteral("bash"))->tracked; });
    };
    QAction* track = story.world.actions.action(QStringLiteral("package.track"));
    QTRY_VERIFY(track->isEnabled() && track->isChecked());
    track->trigger();
    QTRY_COMPARE(applied.size(), 2);
    QVERIFY(!tracked());
    QTRY_VERIFY(!track->isChecked());
    story.world.runner->undoNewest();
    QTRY_VERIFY(tracked());
    QVERIFY(story.world.actions.conflicts().isEmpty());
}

void TestPackage::decideAboutAnUpstreamTag()
{
    Story story;
    PackageScreen& screen = *story.screen;
    ActionRegistry& actions = story.world.actions;
    QAction* keep = actions.action(QStringLiteral("package.decideKeep"));
    QAction* adopt = actions.action(QStringLiteral("package.decideAdopt"));
    QAction* move = actions.action(QStringLiteral("package.decideMove"));
    screen.open(QStringLiteral("hello"));
    QTRY_VERIFY(screen.view()->details() && screen.view()->details()->name == QStringLiteral("hello"));
    for (const QAction* action : {keep, adopt, move})
        QVERIFY(!action->isVisible());

    // The tag is a commit of the real repository; what its tree is now decides whether it can be adopted.
    const QString path = story.world.paths.repository(QStringLiteral("hello"));
    const git::Repository repository = git::Repository::open(path);
    const git::Oid commit = *git::Oid::fromHex(story.commits[QStringLiteral("2.12-1")]);
    const QString tree = repository.treeOf(commit).toHex();
    QProcess::execute(QStringLiteral("git"), {QStringLiteral("-C"), path, QStringLiteral("tag"), QStringLiteral("-f"),
                                              QStringLiteral("upstream/9.9"), commit.toHex()});
    const auto conflict = [&](const QString& tarballTree) {
        story.world.fail(QStringLiteral("hello"), tagInTheWay(commit.toHex(), QString(40, u'1'), tarballTree),
                         QStringLiteral("9.9-1"), QStringLiteral("sid"));
    };
    conflict(QString(40, u'2'));
    QCOMPARE(story.world.packageState(QStringLiteral("hello")), QStringLiteral("decision"));
    QTRY_VERIFY(keep->isVisible() && keep->isEnabled() && adopt->isEnabled() && move->isEnabled());
    QSignalSpy refused(story.world.runner.get(), &OperationRunner::refused);
    QSignalSpy applied(story.world.runner.get(), &OperationRunner::applied);
    QTRY_VERIFY(!screen.view()->details()->failures.isEmpty());
    adopt->trigger();
    QTRY_COMPARE(refused.size(), 1);
    QVERIFY(refused.constFirst().constFirst().toString().contains(QStringLiteral("other files than the tarball")));

    move->trigger();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(story.world.prompt.asked.constLast().preview.refs.constFirst().ref,
             QStringLiteral("refs/tags/upstream/9.9"));
    QCOMPARE(story.world.packageState(QStringLiteral("hello")), QStringLiteral("queued"));
    QTRY_VERIFY(!keep->isVisible());
    story.world.runner->undoNewest();
    QTRY_COMPARE(story.world.packageState(QStringLiteral("hello")), QStringLiteral("decision"));
    QTRY_VERIFY(keep->isVisible() && keep->isEnabled());

    // They have corrected it: its tree is the tarball's.
    conflict(tree);
    QTRY_COMPARE(
        screen.view()->details()->failures.constFirst().evidence[QLatin1String("tree of the tarball")].toString(),
        tree);
    adopt->trigger();
    QTRY_COMPARE(applied.size(), 3);
    QCOMPARE(story.world.packageState(QStringLiteral("hello")), QStringLiteral("queued"));
}

void TestPackage::flagsOfAnImport()
{
    Story story;
    PackageScreen& screen = *story.screen;
    const QString commit = story.world.read->call([](store::StateStore& state) {
        return state.details.package(QStringLiteral("hello"))->imports.constFirst().commit;
    });
    story.world.write->call([&](store::StateStore& state) {
        state.database().run(QStringLiteral("UPDATE import SET flags_json = ? WHERE commit_oid = ?"),
                             {QStringLiteral("[\"weak\",\"upstream-signature.good\"]"), commit});
    });
    screen.open(QStringLiteral("hello"));
    QTRY_VERIFY(screen.view()->details() && screen.view()->details()->name == QStringLiteral("hello"));
    screen.view()->history()->showCommit(*git::Oid::fromHex(commit));
    QTRY_VERIFY(screen.view()->history()->commitText().startsWith(commit));
    QVERIFY(screen.view()->history()->commitText().endsWith(QStringLiteral("noted: weak, upstream-signature.good")));
}

void TestPackage::models()
{
    Story story;
    RepositoryThread thread;
    const QString path = story.world.paths.repository(QStringLiteral("hello"));
    HistoryModel history(thread);
    QAbstractItemModelTester historyTester(&history, QAbstractItemModelTester::FailureReportingMode::QtTest);
    history.setRepository(path);
    QTRY_COMPARE(history.rowCount(), 5);
    QSignalSpy resets(&history, &QAbstractItemModel::modelReset);
    history.reload();
    QTest::qWait(100);
    QCOMPARE(resets.size(), 0);
    FileTreeModel files;
    QAbstractItemModelTester filesTester(&files, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const auto tree = thread.run([&](RepositorySession& session) {
        return readFileTree(session.open(path), {}, git::Oid::fromHex(story.commits[QStringLiteral("2.12-1")]).value(),
                            false);
    });
    QTRY_VERIFY(tree.isFinished());
    files.setTree(tree.result());
    QCOMPARE(filesOf(files).size(), 6);
    HistoryModel missing(thread);
    missing.setRepository(path + QStringLiteral("-gone"));
    QTRY_COMPARE(missing.state(), HistoryModel::State::Failed);
    QVERIFY(!missing.failure().isEmpty());
}

void TestPackage::everyActionHasItsPlace()
{
    Story story;
    PackageScreen& screen = *story.screen;
    story.world.fail(QStringLiteral("hello"), tagInTheWay(QString(40, u'1'), QString(40, u'1'), QString(40, u'2')),
                     QStringLiteral("9.9-1"), QStringLiteral("sid"));
    screen.open(QStringLiteral("hello"));
    QTRY_VERIFY(story.world.actions.action(QStringLiteral("package.decideKeep"))->isEnabled());
    auto* row = screen.view()->findChild<ActionRow*>(QStringLiteral("package.actions"));
    auto* more = row->findChild<QToolButton*>(QStringLiteral("package.actions.more"));
    for (const int width : {840, 1110, 1700}) {
        screen.resize(width, 720);
        QTRY_COMPARE(screen.width(), width);
        QTRY_VERIFY(row->findChild<QToolButton*>(QStringLiteral("package.decideKeep.button"))->isVisible());
        QStringList places;
        int end = 0;
        for (auto* button : row->findChildren<QToolButton*>()) {
            if (!button->isVisible())
                continue;
            QVERIFY2(row->rect().contains(button->geometry()), qPrintable(button->objectName()));
            QVERIFY2(button->width() >= button->sizeHint().width(), qPrintable(button->objectName()));
            end = std::max(end, button->geometry().right());
            if (button != more)
                places << button->defaultAction()->objectName();
        }
        QVERIFY(row->mapTo(&screen, QPoint(end, 0)).x() < screen.width());
        // What the person is here for is one click away; nothing is lost and nothing is there twice.
        QVERIFY(places.contains(QStringLiteral("package.decideKeep")));
        for (const QAction* action : row->overflow()) {
            QVERIFY(!places.contains(action->objectName()));
            places << action->objectName();
        }
        QCOMPARE(more->isVisible(), !row->overflow().isEmpty());
        for (const char* id :
             {"decideKeep", "decideAdopt", "decideMove", "import", "retry", "hold", "holdUntil", "deny", "track",
              "skip", "unskip", "ignoreLocalState", "reimport", "swapReimport", "copyCommand"})
            QVERIFY2(places.contains(QLatin1String("package.") + QLatin1String(id)), id);
        QVERIFY(!places.contains(QStringLiteral("package.resume")));
    }
    test::keepPictures(screen, QStringLiteral("package-decision"));
}

void TestPackage::versionLeftOutAndTakenIn()
{
    Story story;
    PackageScreen& screen = *story.screen;
    const QAction* skip = story.world.actions.action(QStringLiteral("package.skip"));
    const QAction* unskip = story.world.actions.action(QStringLiteral("package.unskip"));
    screen.open(QStringLiteral("bash"));
    QTRY_VERIFY(screen.view()->details() && screen.view()->details()->name == QStringLiteral("bash"));
    QVERIFY(!skip->isEnabled());
    QVERIFY2(skip->toolTip().contains(QStringLiteral("Choose a version")), qPrintable(skip->toolTip()));
    auto* grid = screen.view()->findChild<QTableView*>(QStringLiteral("publications"));
    const auto cell = [&] { return grid->model()->index(0, 0); };
    grid->setCurrentIndex(cell());
    QTRY_VERIFY(skip->isEnabled());

    // With its letter, while the publications have the keyboard.
    QSignalSpy applied(story.world.runner.get(), &OperationRunner::applied);
    story.world.prompt.next = {true, QStringLiteral("its tarball is lost")};
    QVERIFY(QTest::qWaitForWindowActive(&screen));
    grid->setFocus();
    QTRY_VERIFY(grid->hasFocus());
    QTest::keyClick(grid, Qt::Key_X);
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(story.world.openFailures(QStringLiteral("bash")), 0);
    QTRY_COMPARE(cell().data().toString(), QStringLiteral("skipped"));
    QVERIFY(cell().data(Qt::ToolTipRole).toString().contains(QStringLiteral("its tarball is lost")));
    grid->setCurrentIndex(cell());
    QTRY_VERIFY(unskip->isEnabled() && !skip->isEnabled());

    story.world.actions.action(QStringLiteral("package.unskip"))->trigger();
    QTRY_COMPARE(applied.size(), 2);
    QTRY_VERIFY(cell().data().toString() != QStringLiteral("skipped"));
    QCOMPARE(story.world.queuedJobs(QStringLiteral("bash")), 1);
    QVERIFY(story.world.actions.conflicts().isEmpty());
}

void TestPackage::heldForATimeAndExcluded()
{
    Story story;
    PackageScreen& screen = *story.screen;
    ActionRegistry& actions = story.world.actions;
    screen.open(QStringLiteral("bash"));
    QTRY_VERIFY(actions.action(QStringLiteral("package.holdUntil"))->isEnabled());
    QTRY_VERIFY(screen.view()->details() && screen.view()->details()->name == QStringLiteral("bash"));
    actions.action(QStringLiteral("package.holdUntil"))->trigger();
    auto* dialog = screen.findChild<HoldDialog*>();
    QVERIFY(dialog);
    auto* go = dialog->findChild<QPushButton*>(QStringLiteral("hold.preview"));
    QVERIFY(!go->isEnabled());
    dialog->findChild<QLineEdit*>(QStringLiteral("hold.reason"))->setText(QStringLiteral("the archive is moving"));
    const QDate day = QDate::currentDate().addDays(3);
    dialog->findChild<QDateEdit*>(QStringLiteral("hold.until"))->setDate(day);
    test::keepPictures(*dialog, QStringLiteral("package-hold"), {});
    QSignalSpy applied(story.world.runner.get(), &OperationRunner::applied);
    go->click();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(story.world.packageState(QStringLiteral("bash")), QStringLiteral("paused"));
    const auto until = [&] {
        return story.world.write->call(
            [](store::StateStore& state) { return state.packages.byName(QStringLiteral("bash"))->holdUntil; });
    };
    QCOMPARE(QDateTime::fromMSecsSinceEpoch(until()), day.addDays(1).startOfDay().addMSecs(-1));
    QAction* resume = actions.action(QStringLiteral("package.resume"));
    QTRY_VERIFY(resume->isEnabled() && !actions.action(QStringLiteral("package.deny"))->isVisible());
    resume->trigger();
    QTRY_COMPARE(applied.size(), 2);
    QCOMPARE(until(), 0);

    QTRY_VERIFY(actions.action(QStringLiteral("package.deny"))->isEnabled());
    story.world.prompt.next = {true, QStringLiteral("too large for this host")};
    actions.action(QStringLiteral("package.deny"))->trigger();
    QTRY_COMPARE(applied.size(), 3);
    QCOMPARE(story.world.packageState(QStringLiteral("bash")), QStringLiteral("denied"));
    QTRY_COMPARE(screen.view()->findChild<QLabel*>(QStringLiteral("packageState"))->text(), QStringLiteral("excluded"));
    QTRY_VERIFY(resume->isEnabled());
}

QTEST_MAIN(TestPackage)
#include "tst_gui_package.moc"
