// SPDX-License-Identifier: GPL-3.0-or-later
// The story of Import…: type a few letters, complete, see what the archives have, import; jobs are in the store.
#include "tests/gui/support/consoleworld.h"
#include "ui/importdialog/importdialog.h"
#include "ui/importdialog/packagenameedit.h"
#include "ui/theme/theme.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>
#include <QTreeWidget>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;

class TestImport : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void story();
    void unknownNames();
};

void TestImport::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

static void publish(ConsoleWorld& world)
{
    world.publish({{QStringLiteral("bash"), QStringLiteral("5.1-2"), QStringLiteral("bullseye")},
                   {QStringLiteral("bash"), QStringLiteral("5.2.15-2"), QStringLiteral("bookworm")},
                   {QStringLiteral("bashtop"), QStringLiteral("0.9-1"), QStringLiteral("bookworm")},
                   {QStringLiteral("zlib"), QStringLiteral("1:1.2.13.dfsg-1"), QStringLiteral("bookworm")}});
}

void TestImport::story()
{
    ConsoleWorld world;
    publish(world);
    ImportDialog dialog(*world.context);
    dialog.begin();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    QTRY_VERIFY(dialog.nameEdit()->hasFocus());
    QVERIFY(!dialog.importButton()->isEnabled());

    QTest::keyClicks(dialog.nameEdit(), QStringLiteral("bas"));
    QTRY_VERIFY(dialog.nameEdit()->completions()->popup()->isVisible());
    QCOMPARE(dialog.nameEdit()->completions()->completionCount(), 2);
    QTest::keyClick(dialog.nameEdit(), Qt::Key_Tab);
    QCOMPARE(dialog.nameEdit()->text(), QStringLiteral("bash "));
    QTest::keyClicks(dialog.nameEdit(), QStringLiteral("zlib bash"));
    dialog.nameEdit()->completions()->popup()->hide();
    QTRY_VERIFY(dialog.isSettled());
    auto* packages = dialog.findChild<QTreeWidget*>(QStringLiteral("import.packages"));
    QTRY_COMPARE(packages->topLevelItemCount(), 2);
    QCOMPARE(packages->topLevelItem(0)->text(1), QStringLiteral("2"));
    QCOMPARE(packages->topLevelItem(0)->text(3), QStringLiteral("bullseye, bookworm"));
    QTRY_VERIFY(dialog.importButton()->isEnabled());

    QSignalSpy applied(world.runner.get(), &OperationRunner::applied);
    dialog.importButton()->click();
    QTRY_COMPARE(applied.size(), 1);
    QVERIFY(!dialog.isVisible());
    QVERIFY(world.prompt.asked.isEmpty());
    QCOMPARE(world.queuedJobs(QStringLiteral("bash")), 1);
    QCOMPARE(world.queuedJobs(QStringLiteral("zlib")), 1);
    QVERIFY(world.runner->canUndo());

    // The next Ctrl+N begins with an empty field.
    dialog.begin();
    QVERIFY(dialog.nameEdit()->text().isEmpty());
    dialog.close();
}

void TestImport::unknownNames()
{
    ConsoleWorld world;
    publish(world);
    ImportDialog dialog(*world.context);
    dialog.begin();
    QVERIFY(QTest::qWaitForWindowActive(&dialog));
    dialog.nameEdit()->setText(QStringLiteral("bashh"));
    auto* packages = dialog.findChild<QTreeWidget*>(QStringLiteral("import.packages"));
    QTRY_COMPARE(packages->topLevelItemCount(), 1);
    QTRY_VERIFY(dialog.isSettled());
    QVERIFY2(packages->topLevelItem(0)->text(3).contains(QStringLiteral("there is bash")),
             qPrintable(packages->topLevelItem(0)->text(3)));
    QVERIFY(!dialog.importButton()->isEnabled());
    dialog.close();
}

QTEST_MAIN(TestImport)
#include "tst_gui_import.moc"
