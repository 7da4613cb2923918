// SPDX-License-Identifier: GPL-3.0-or-later
// PagedModel over a real store: pages arrive, refreshes keep persistent indexes, filters and their errors, and a large
// list stays quick. ListView on top keeps selection and scroll.
#include "tests/gui/support/consoleworld.h"
#include "ui/models/pagedmodel.h"
#include "ui/theme/theme.h"
#include "ui/widgets/listpane.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QLineEdit>
#include <QScrollBar>
#include <QSignalSpy>
#include <QTest>

using namespace millrace;
using namespace millrace::ui;
using store::ListKind;
using test::ConsoleWorld;

class TestPaged : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void pagesArrive();
    void refreshKeepsIndexes();
    void refreshBringsWhatIsInSight();
    void filterErrorKeepsRows();
    void sortIsSql();
    void inactiveReadsNothing();
    void viewKeepsItsPlace();
    void firstRowsOfAFilterComeFirst();
    void filterKeepsWhatIsSelected();
    void selectsAllThatIsToCome();
    void manyRows();

private:
    static void ensurePackages(ConsoleWorld& world, const QString& prefix, int count);
};

void TestPaged::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestPaged::ensurePackages(ConsoleWorld& world, const QString& prefix, int count)
{
    world.write->call([&](store::StateStore& state) {
        state.transaction([&] {
            for (int i = 0; i < count; ++i)
                state.packages.ensure(prefix + QStringLiteral("%1").arg(i, 6, 10, QLatin1Char('0')));
            state.database().touch("package");
        });
    });
}

void TestPaged::pagesArrive()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("pkg"), 450);
    PagedModel model(ListKind::Packages, *world.read);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QCOMPARE(model.loadState(), LoadState::Loading);
    model.refresh();
    QTRY_COMPARE(model.loadState(), LoadState::Loaded);
    QTRY_COMPARE(model.rowCount(), 450);
    const QModelIndex late = model.index(420, 0);
    late.data();
    QTRY_COMPARE(late.data().toString(), QStringLiteral("pkg000420"));
    QTRY_VERIFY(model.isSettled());
    QCOMPARE(model.rowOf(model.idAt(420)), 420);
}

void TestPaged::refreshKeepsIndexes()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("m"), 40);
    PagedModel model(ListKind::Packages, *world.read);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QObject::connect(world.feed.get(), &store::ChangeFeed::changed, &model, &PagedModel::noteChanges);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 40);
    const QPersistentModelIndex kept(model.index(10, 0));
    const qint64 id = model.idAt(10);
    // A few rows in front: inserted. Very many: one layout change. The index follows both times.
    ensurePackages(world, QStringLiteral("a"), 3);
    QTRY_COMPARE(model.rowCount(), 43);
    QCOMPARE(kept.row(), 13);
    ensurePackages(world, QStringLiteral("b"), 900);
    QTRY_COMPARE(model.rowCount(), 943);
    QCOMPARE(model.idAt(kept.row()), id);
}

/// Whoever looked at a page is told which of its rows changed, without looking again at what is out of date.
void TestPaged::refreshBringsWhatIsInSight()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("pkg"), 450);
    PagedModel model(ListKind::Packages, *world.read);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 450);
    const QModelIndex late = model.index(420, 0);
    late.data();
    QTRY_COMPARE(late.data().toString(), QStringLiteral("pkg000420"));
    QTRY_VERIFY(model.isSettled());
    const qint64 id = model.idAt(425);
    world.write->call([id](store::StateStore& state) {
        state.packages.setPaused(id, true, QStringLiteral("a reason"));
        state.packages.settle(id);
    });
    QSignalSpy changed(&model, &PagedModel::dataChanged);
    bool fresh = false;
    connect(&model, &PagedModel::refreshed, this, [&] {
        fresh = model.isSettled() && model.cellOf(id, QStringLiteral("state")).toString() == QLatin1String("paused");
    });
    model.refresh();
    QTRY_COMPARE(changed.size(), 1);
    QCOMPARE(changed.constFirst().at(0).toModelIndex().row(), 425);
    QCOMPARE(changed.constFirst().at(1).toModelIndex().row(), 425);
    QVERIFY(fresh);
}

void TestPaged::filterErrorKeepsRows()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("pkg"), 5);
    PagedModel model(ListKind::Packages, *world.read);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 5);
    model.setFilter(QStringLiteral("nosuchfield:x"));
    QTRY_VERIFY(!model.filterError().isEmpty());
    QCOMPARE(model.rowCount(), 5);
    QCOMPARE(model.loadState(), LoadState::Loaded);
    model.setFilter(QStringLiteral("pkg000003"));
    QTRY_COMPARE(model.rowCount(), 1);
    QVERIFY(model.filterError().isEmpty());
    model.setFilter(QStringLiteral("nothing-like-it"));
    QTRY_COMPARE(model.loadState(), LoadState::Empty);
}

void TestPaged::sortIsSql()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("pkg"), 30);
    PagedModel model(ListKind::Packages, *world.read);
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 30);
    const qint64 first = model.idAt(0);
    model.sort(model.columnOf(QStringLiteral("package")), Qt::DescendingOrder);
    QTRY_COMPARE(model.idAt(29), first);
    model.sort(-1, Qt::AscendingOrder);
    QTRY_COMPARE(model.idAt(0), first);
}

void TestPaged::inactiveReadsNothing()
{
    ConsoleWorld world;
    PagedModel model(ListKind::Packages, *world.read);
    model.setActive(false);
    model.noteChanges({QStringLiteral("package")});
    ensurePackages(world, QStringLiteral("pkg"), 2);
    QCOMPARE(model.loadState(), LoadState::Loading);
    model.setActive(true);
    QTRY_COMPARE(model.rowCount(), 2);
}

void TestPaged::viewKeepsItsPlace()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("m"), 300);
    PagedModel model(ListKind::Packages, *world.read);
    QObject::connect(world.feed.get(), &store::ChangeFeed::changed, &model, &PagedModel::noteChanges);
    ListPane pane(&model, {.name = QStringLiteral("test")});
    pane.resize(500, 400);
    pane.show();
    QVERIFY(QTest::qWaitForWindowActive(&pane));
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 300);
    pane.view()->selectId(model.idAt(120));
    const qint64 selected = pane.view()->currentId();
    pane.view()->verticalScrollBar()->setValue(pane.view()->verticalScrollBar()->maximum() / 2);
    const qint64 top = model.idAt(pane.view()->indexAt(QPoint(0, 0)).row());
    const int offset = pane.view()->visualRect(pane.view()->indexAt(QPoint(0, 0))).top();

    ensurePackages(world, QStringLiteral("a"), 20);
    QTRY_COMPARE(model.rowCount(), 320);
    QCOMPARE(pane.view()->currentId(), selected);
    QCOMPARE(pane.view()->selectedIds(), QList<qint64>{selected});
    QCOMPARE(model.idAt(pane.view()->indexAt(QPoint(0, 0)).row()), top);
    QCOMPARE(pane.view()->visualRect(pane.view()->indexAt(QPoint(0, 0))).top(), offset);

    // J and K move, letters do not search.
    pane.view()->setFocus();
    QTest::keyClick(pane.view(), Qt::Key_J);
    QCOMPARE(model.rowOf(pane.view()->currentId()), model.rowOf(selected) + 1);
    QTest::keyClick(pane.view(), Qt::Key_K);
    QTest::keyClick(pane.view(), Qt::Key_A);
    QCOMPARE(pane.view()->currentId(), selected);
}

void TestPaged::firstRowsOfAFilterComeFirst()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("pkg"), 450);
    PagedModel model(ListKind::Packages, *world.read);
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    struct Answer
    {
        int rows = 0;
        bool whole = false;
        bool settled = false;
    };
    QList<Answer> answers;
    connect(&model, &PagedModel::refreshed, this, [&] {
        answers.append({model.rowCount(), model.isWhole(), model.isSettled()});
    });
    const auto ask = [&](const QString& filter, int rows) {
        answers.clear();
        model.setFilter(filter);
        QTRY_COMPARE(model.rowCount(), rows);
        QTRY_VERIFY(model.isWhole() && model.isSettled());
    };
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 450);
    ask(QStringLiteral("pkg000"), 450);
    QCOMPARE(answers.size(), 2);
    QVERIFY(answers.first().rows > 30 && answers.first().rows < 450 && !answers.first().whole);
    QVERIFY(answers.first().settled);
    QVERIFY(answers.last().whole);
    QCOMPARE(model.idAt(0), model.ids().constFirst());
    // What fits into the first answer needs no second one.
    ask(QStringLiteral("pkg00000"), 10);
    QCOMPARE(answers.size(), 1);
    // An order of somebody's own has no cheap beginning.
    answers.clear();
    model.sort(model.columnOf(QStringLiteral("package")), Qt::DescendingOrder);
    QTRY_VERIFY(!answers.isEmpty());
    ask(QString(), 450);
    QCOMPARE(answers.size(), 1);
    QVERIFY(answers.first().whole);
}

void TestPaged::filterKeepsWhatIsSelected()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("m"), 300);
    PagedModel model(ListKind::Packages, *world.read);
    ListPane pane(&model, {.name = QStringLiteral("test")});
    pane.view()->setSelectsFirst(true);
    pane.show();
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 300);
    const QList<qint64> chosen{model.idAt(200), model.idAt(201), model.idAt(250)};
    pane.view()->selectId(chosen.at(0));
    for (const int row : {201, 250})
        pane.view()->selectionModel()->select(model.index(row, 0),
                                              QItemSelectionModel::Select | QItemSelectionModel::Rows);
    model.setFilter(QStringLiteral("m000"));
    QTRY_VERIFY(model.isWhole() && model.isSettled());
    QCOMPARE(model.rowCount(), 300);
    const QList<qint64> after = pane.view()->selectedIds();
    QCOMPARE(QSet<qint64>(after.cbegin(), after.cend()), QSet<qint64>(chosen.cbegin(), chosen.cend()));
    QVERIFY(chosen.contains(pane.view()->currentId()));
    // Of what is filtered out nothing stays.
    model.setFilter(QStringLiteral("m00020"));
    QTRY_COMPARE(model.rowCount(), 10);
    QCOMPARE(pane.view()->selectedIds().size(), 2);
}

void TestPaged::selectsAllThatIsToCome()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("m"), 300);
    PagedModel model(ListKind::Packages, *world.read);
    ListPane pane(&model, {.name = QStringLiteral("test")});
    pane.show();
    bool asked = false;
    connect(&model, &PagedModel::refreshed, this, [&] {
        if (std::exchange(asked, true))
            return;
        QVERIFY(!model.isWhole());
        pane.view()->selectAll();
    });
    model.refresh();
    QTRY_COMPARE(model.rowCount(), 300);
    QCOMPARE(pane.view()->selectedIds().size(), 300);
}

void TestPaged::manyRows()
{
    ConsoleWorld world;
    ensurePackages(world, QStringLiteral("pkg"), 40'000);
    PagedModel model(ListKind::Packages, *world.read);
    model.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 40'000, 20'000);
    // Whatever the machine does meanwhile: a refresh of unchanged rows announces none of them.
    int inserted = 0;
    QObject::connect(&model, &QAbstractItemModel::rowsInserted, this, [&] { ++inserted; });
    int layouts = 0;
    QObject::connect(&model, &QAbstractItemModel::layoutChanged, this, [&] { ++layouts; });
    ensurePackages(world, QStringLiteral("a"), 500);
    model.refresh();
    QTRY_COMPARE_WITH_TIMEOUT(model.rowCount(), 40'500, 20'000);
    QCOMPARE(inserted, 1);
    QCOMPARE(layouts, 0);
}

QTEST_MAIN(TestPaged)
#include "tst_ui_models_paged.moc"
