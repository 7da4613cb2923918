// SPDX-License-Identifier: GPL-3.0-or-later
// The story of the classification of errors: read as a table, searched, a line changed after its meaning was shown,
// taken back, a group given a rule of its own. What is asserted are rules of the store.
#include "core/base/step.h"
#include "tests/gui/support/consoleworld.h"
#include "tests/gui/support/pictures.h"
#include "ui/models/pagedmodel.h"
#include "ui/theme/theme.h"
#include "ui/triage/ruleform.h"
#include "ui/triage/rulesdialog.h"
#include "ui/triage/triagescreen.h"
#include "ui/widgets/listpane.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>
#include <QTreeWidget>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

failure::ErrorRule ruleOf(ConsoleWorld& world, const QString& code, const QString& signature = {})
{
    return world.write->call([&](store::StateStore& state) { return state.rules.effective(code, signature); });
}

/// The line of the table that has this code, with its cells.
QStringList lineOf(const RulesDialog& dialog, const QString& code)
{
    for (int i = 0; i < dialog.table()->topLevelItemCount(); ++i) {
        const QTreeWidgetItem* item = dialog.table()->topLevelItem(i);
        if (item->data(0, Qt::UserRole).toString() != code)
            continue;
        QStringList cells;
        for (int column = 0; column < dialog.table()->columnCount(); ++column)
            cells << item->text(column);
        return cells;
    }
    return {};
}

template <typename Widget> Widget* part(const RulesDialog& dialog, const char* name)
{
    return dialog.findChild<Widget*>(QLatin1String("rules.") + QLatin1String(name));
}

int shownLines(const RulesDialog& dialog)
{
    int shown = 0;
    for (int i = 0; i < dialog.table()->topLevelItemCount(); ++i)
        shown += dialog.table()->topLevelItem(i)->isHidden() ? 0 : 1;
    return shown;
}

} // namespace

class TestRules : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase()
    {
        QLocale::setDefault(QLocale::C);
        theme::apply(*qApp, theme::Scheme::Light);
    }
    void lineIsChangedAndTakenBack();
    void faultsOfTheMachineStay();
    void groupHasItsOwnRule();
    void lockedStoreIsOnlyRead();
};

void TestRules::lineIsChangedAndTakenBack()
{
    ConsoleWorld world;
    auto* dialog = new RulesDialog(*world.context, {});
    dialog->show();
    QTRY_VERIFY(dialog->table()->topLevelItemCount() > 20);
    const int all = shownLines(*dialog);
    dialog->filterEdit()->setText(s("net timeout"));
    QVERIFY(shownLines(*dialog) < all && shownLines(*dialog) > 0);
    dialog->filterEdit()->clear();
    QCOMPARE(shownLines(*dialog), all);

    const failure::ErrorRule before = ruleOf(world, s("archive.missing"));
    QCOMPARE(before.policy, failure::Policy::Retry);
    dialog->choose(s("archive.missing"));
    auto* run = part<QPushButton>(*dialog, "run");
    QTRY_VERIFY(dialog->form()->isSettled());
    QVERIFY(!run->isEnabled());
    QCOMPARE(part<QSpinBox>(*dialog, "cap")->value(), before.cap);

    // What it would mean, before anything is changed.
    part<QComboBox>(*dialog, "policy")->setCurrentIndex(0);
    QVERIFY(!part<QSpinBox>(*dialog, "cap")->isEnabled());
    QTRY_VERIFY(run->isEnabled());
    const QString means = part<QLabel>(*dialog, "consequences")->text();
    QVERIFY2(means.contains(s("hold their packages")), qPrintable(means));
    QCOMPARE(ruleOf(world, s("archive.missing")).policy, failure::Policy::Retry);
    test::keepPictures(*dialog, s("rules-change"), {});
    part<QLineEdit>(*dialog, "reason")->setText(s("the mirror is complete now"));
    QSignalSpy applied(world.runner.get(), &OperationRunner::applied);
    run->click();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(ruleOf(world, s("archive.missing")).policy, failure::Policy::Hold);
    QTRY_COMPARE(lineOf(*dialog, s("archive.missing")).last(), s("tester"));
    QTRY_VERIFY(part<QPushButton>(*dialog, "builtIn")->isEnabled());

    // Given back, and that is undone.
    part<QPushButton>(*dialog, "builtIn")->click();
    QTRY_COMPARE(applied.size(), 2);
    QCOMPARE(ruleOf(world, s("archive.missing")).cap, before.cap);
    QTRY_COMPARE(lineOf(*dialog, s("archive.missing")).last(), s("built-in"));
    world.runner->undoNewest();
    QTRY_COMPARE(applied.size(), 3);
    QCOMPARE(ruleOf(world, s("archive.missing")).policy, failure::Policy::Hold);
    QTRY_COMPARE(lineOf(*dialog, s("archive.missing")).last(), s("tester"));
    delete dialog;
}

void TestRules::faultsOfTheMachineStay()
{
    ConsoleWorld world;
    RulesDialog dialog(*world.context, {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QTRY_VERIFY(dialog.table()->topLevelItemCount() > 20);
    QString code;
    for (const failure::ErrorRule& rule : failure::builtInRules())
        code = rule.policy == failure::Policy::Resource ? rule.code : code;
    QVERIFY(!code.isEmpty());
    dialog.choose(code);
    QTRY_VERIFY(dialog.form()->isSettled());
    QVERIFY(!part<QComboBox>(dialog, "policy")->isEnabled());
    QVERIFY(!part<QPushButton>(dialog, "run")->isEnabled());
}

void TestRules::groupHasItsOwnRule()
{
    ConsoleWorld world;
    world.publish({{s("bash"), s("5.2.15-2"), s("bookworm")}});
    world.fail(s("bash"), ConsoleWorld::networkError(s("bash")), s("5.2.15-2"), s("bookworm"));
    TriageScreen screen(*world.context);
    screen.resize(1200, 760);
    screen.show();
    QVERIFY(QTest::qWaitForWindowActive(&screen));
    screen.activate();
    QTRY_COMPARE(screen.groups()->model()->rowCount(), 1);
    QTRY_VERIFY(screen.isReady());
    QTRY_VERIFY(world.actions.action(s("triage.rule"))->isEnabled());
    const QString signature = store::signatureOfGroup(screen.groups()->view()->currentId());
    screen.groups()->view()->setFocus();
    QTRY_VERIFY(screen.groups()->view()->hasFocus());
    QTest::keyClick(screen.groups()->view(), Qt::Key_U);
    auto* dialog = screen.findChild<RulesDialog*>();
    QVERIFY(dialog);
    QTRY_COMPARE(lineOf(*dialog, signature).value(0), s("this group"));
    QCOMPARE(dialog->table()->currentItem()->data(0, Qt::UserRole).toString(), signature);
    test::keepPictures(*dialog, s("rules-group"), {});

    part<QSpinBox>(*dialog, "cap")->setValue(9);
    part<QSpinBox>(*dialog, "delay")->setValue(30);
    QTRY_VERIFY(part<QPushButton>(*dialog, "run")->isEnabled());
    QSignalSpy applied(world.runner.get(), &OperationRunner::applied);
    part<QPushButton>(*dialog, "run")->click();
    QTRY_COMPARE(applied.size(), 1);
    const failure::ErrorRule rule = ruleOf(world, s("net.timeout"), signature);
    QCOMPARE(rule.cap, 9);
    QCOMPARE(rule.delayMs, 30 * 60'000);
    QVERIFY(ruleOf(world, s("net.timeout")).cap != 9);
    dialog->close();
}

void TestRules::lockedStoreIsOnlyRead()
{
    ConsoleWorld world;
    Access locked({.name = s("prod-db"), .lockable = true}, {}, [] { return Access::Writer(); });
    const ui::AppContext& open = *world.context;
    const ui::AppContext context{open.read,  locked,       open.feed,   open.status,   open.engine,   open.paths,
                                 open.actor, open.actions, open.runner, open.messages, open.settings, open.clock};
    RulesDialog dialog(context, {});
    dialog.setAttribute(Qt::WA_DeleteOnClose, false);
    dialog.show();
    QTRY_VERIFY(dialog.table()->topLevelItemCount() > 20);
    dialog.choose(s("archive.missing"));
    part<QComboBox>(dialog, "policy")->setCurrentIndex(0);
    QTRY_VERIFY(dialog.form()->isSettled());
    auto* run = part<QPushButton>(dialog, "run");
    QVERIFY(!run->isEnabled());
    QVERIFY2(run->toolTip().contains(s("read-only")), qPrintable(run->toolTip()));
}

QTEST_MAIN(TestRules)
#include "tst_gui_rules.moc"
