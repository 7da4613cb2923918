// SPDX-License-Identifier: GPL-3.0-or-later
// The operator's story of failures that are no package's fault: the group says how it stands, is marked as spurious
// after a dialog that names the packages, is taken back in Activity; groups are merged and split; a version is skipped.
// What is asserted are rows of the store; with MILLRACE_GRABS=DIR it leaves pictures.
#include "core/base/step.h"
#include "tests/gui/support/consoleworld.h"
#include "tests/gui/support/pictures.h"
#include "ui/activity/activityscreen.h"
#include "ui/models/groupfacts.h"
#include "ui/models/pagedmodel.h"
#include "ui/theme/theme.h"
#include "ui/triage/groupchoice.h"
#include "ui/triage/groupdelegate.h"
#include "ui/triage/spuriousdialog.h"
#include "ui/triage/triagescreen.h"
#include "ui/widgets/listpane.h"

#include <QClipboard>
#include <QDateEdit>
#include <QGuiApplication>
#include <QInputDialog>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSpinBox>
#include <QTest>

using namespace millrace;
using namespace millrace::ui;
using test::ConsoleWorld;
using test::keepPictures;

namespace {

/// What holds a package until a person looks: a tarball that ends too early.
Error truncated(const QString& package)
{
    const Step import("import upload", {{QStringLiteral("package"), package}});
    const Step unpack(Stage::Unpack, "unpack orig tarball", {{QStringLiteral("package"), package}});
    return Error(QStringLiteral("unpack.truncated"), QStringLiteral("the tarball ends in the middle of a file"));
}

/// And another one that holds: a patch.
Error patchFails(const QString& package)
{
    const Step import("import upload", {{QStringLiteral("package"), package}});
    return Error(QStringLiteral("patch.hunk"), QStringLiteral("hunk 2 of the patch does not apply"));
}

void fillFailures(ConsoleWorld& world)
{
    const QString suite = QStringLiteral("bookworm");
    world.publish({{QStringLiteral("bash"), QStringLiteral("5.2.15-2"), suite},
                   {QStringLiteral("dash"), QStringLiteral("0.5.12-2"), suite},
                   {QStringLiteral("hello"), QStringLiteral("2.10-3"), suite},
                   {QStringLiteral("zlib"), QStringLiteral("1:1.2.13.dfsg-1"), suite}});
    world.fail(QStringLiteral("bash"), truncated(QStringLiteral("bash")), QStringLiteral("5.2.15-2"), suite);
    world.fail(QStringLiteral("dash"), truncated(QStringLiteral("dash")), QStringLiteral("0.5.12-2"), suite);
    world.fail(QStringLiteral("zlib"), patchFails(QStringLiteral("zlib")), QStringLiteral("1:1.2.13.dfsg-1"), suite);
}

} // namespace

class TestSpurious : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void markedAndTakenBackInActivity();
    void stateWords();
    void mergedAndSplit();
    void versionIsSkipped();
    void repairsArePreviewed();

private:
    struct Desk
    {
        ConsoleWorld world;
        std::unique_ptr<TriageScreen> screen;

        Desk();
        void chooseGroup(const QString& errorClass);
        QString stateLine() const;
        std::optional<store::SpuriousMark> mark() const;
        QString signature() const;
    };
};

TestSpurious::Desk::Desk()
{
    fillFailures(world);
    screen = std::make_unique<TriageScreen>(*world.context);
    screen->resize(1280, 800);
    screen->show();
    screen->activate();
}

void TestSpurious::Desk::chooseGroup(const QString& errorClass)
{
    QTRY_COMPARE(screen->groups()->model()->loadState(), LoadState::Loaded);
    QTRY_VERIFY(screen->isReady());
    PagedModel* model = screen->groups()->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        QTRY_VERIFY(model->cell(row, QStringLiteral("class")).isValid());
        if (model->cell(row, QStringLiteral("class")).toString() == errorClass)
            screen->groups()->view()->selectId(model->idAt(row));
    }
    QTRY_VERIFY(screen->isReady());
    QTRY_VERIFY(world.actions.action(QStringLiteral("triage.spurious"))->isEnabled());
    QTRY_VERIFY(!stateLine().isEmpty());
}

QString TestSpurious::Desk::stateLine() const
{
    ListView* view = screen->groups()->view();
    const auto* delegate = qobject_cast<const GroupDelegate*>(view->itemDelegate());
    return delegate->stateLine(view->currentIndex());
}

QString TestSpurious::Desk::signature() const
{
    return store::signatureOfGroup(screen->groups()->view()->currentId());
}

std::optional<store::SpuriousMark> TestSpurious::Desk::mark() const
{
    return world.write->call([sig = signature()](store::StateStore& state) { return state.spurious.of(sig); });
}

void TestSpurious::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestSpurious::markedAndTakenBackInActivity()
{
    Desk desk;
    QVERIFY(QTest::qWaitForWindowActive(desk.screen.get()));
    desk.chooseGroup(QStringLiteral("unpack"));
    QTRY_VERIFY2(desk.stateLine().contains(QStringLiteral("2 held")), qPrintable(desk.stateLine()));
    const QString held = desk.world.packageState(QStringLiteral("bash"));
    QCOMPARE(held, QStringLiteral("held"));

    // S on the list opens the dialog, which names what would be queued.
    desk.screen->groups()->view()->setFocus();
    QTRY_VERIFY(desk.screen->groups()->view()->hasFocus());
    QTest::keyClick(desk.screen->groups()->view(), Qt::Key_S);
    auto* dialog = desk.screen->findChild<SpuriousDialog*>();
    QVERIFY(dialog);
    QTRY_VERIFY(dialog->isSettled());
    QCOMPARE(dialog->preview().subjects, (QStringList{QStringLiteral("bash"), QStringLiteral("dash")}));
    const auto* packages = dialog->findChild<QPlainTextEdit*>(QStringLiteral("spurious.packages"));
    QVERIFY(packages->toPlainText().contains(QStringLiteral("bash")) &&
            packages->toPlainText().contains(QStringLiteral("dash")));
    const auto* consequences = dialog->findChild<QLabel*>(QStringLiteral("spurious.consequences"));
    QVERIFY2(consequences->text().contains(QStringLiteral("2 held packages are queued again")),
             qPrintable(consequences->text()));
    dialog->findChild<QSpinBox*>(QStringLiteral("spurious.cap"))->setValue(7);
    QTest::keyClicks(dialog->findChild<QLineEdit*>(QStringLiteral("spurious.reason")), QStringLiteral("half a mirror"));
    auto* run = dialog->findChild<QPushButton*>(QStringLiteral("spurious.run"));
    QVERIFY(!run->isEnabled()); // not before the preview fits what the fields say
    QTRY_VERIFY(run->isEnabled());
    QVERIFY2(consequences->text().contains(QStringLiteral("up to 7 times")), qPrintable(consequences->text()));
    keepPictures(*dialog, QStringLiteral("spurious-dialog"), {});
    QCOMPARE(desk.world.queuedJobs(QStringLiteral("bash")), 0);

    QSignalSpy applied(desk.world.runner.get(), &OperationRunner::applied);
    run->click();
    QTRY_COMPARE(applied.size(), 1);
    QVERIFY(desk.world.prompt.asked.isEmpty()); // the dialog was the question
    for (const char* name : {"bash", "dash"}) {
        QCOMPARE(desk.world.packageState(QLatin1String(name)), QStringLiteral("queued"));
        QCOMPARE(desk.world.queuedJobs(QLatin1String(name)), 1);
    }
    const auto sig = desk.world.write->call([](store::StateStore& state) {
        return state.events.byId(state.lists.ids(store::ListKind::Events, {}).value(0));
    });
    QCOMPARE(sig->action, QStringLiteral("spurious"));
    QCOMPARE(sig->reason, QStringLiteral("half a mirror"));

    // Activity knows it, with Undo.
    ActivityScreen activity(*desk.world.context);
    activity.resize(1280, 800);
    activity.show();
    activity.activate();
    QAction* undo = desk.world.actions.action(QStringLiteral("activity.undo"));
    QTRY_VERIFY2(undo->isEnabled(), qPrintable(undo->toolTip()));
    undo->trigger();
    QTRY_COMPARE(desk.world.packageState(QStringLiteral("bash")), held);
    QCOMPARE(desk.world.openFailures(QStringLiteral("dash")), 1);
    QCOMPARE(desk.world.queuedJobs(QStringLiteral("bash")), 0);
    activity.deactivate();
    activity.hide();
    QTRY_COMPARE(desk.screen->groups()->model()->rowCount(), 2);
    desk.chooseGroup(QStringLiteral("unpack"));
    QVERIFY(!desk.mark() || desk.mark()->state != QLatin1String("active"));

    desk.world.actions.action(QStringLiteral("triage.copyGroupCommand"))->trigger();
    QVERIFY2(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("millracectl spurious ")),
             qPrintable(QGuiApplication::clipboard()->text()));
}

void TestSpurious::stateWords()
{
    const qint64 now = 1'700'000'000'000;
    GroupFacts facts;
    facts.held = 12;
    facts.waiting = 1;
    QCOMPARE(groupStateWords(facts, now).first(), QStringLiteral("12 held"));
    QVERIFY(groupEffectText(facts).isEmpty());
    facts.mark = store::SpuriousMark();
    facts.mark->cap = 5;
    facts.mostRetries = 2;
    facts.mark->expiresAt = now + 30LL * 24 * 60 * 60 * 1000;
    QVERIFY2(groupStateWords(facts, now).first().contains(QStringLiteral("until 14 Dec 2023")),
             qPrintable(groupStateWords(facts, now).first()));
    QCOMPARE(groupStateWords(facts, now).at(1), QStringLiteral("retries 2/5"));
    QCOMPARE(groupStateTone(facts), Tone::Accent);
    facts.mark->state = QStringLiteral("suspended");
    QCOMPARE(groupStateWords(facts, now).first(), QStringLiteral("re-opened"));
    QCOMPARE(groupStateTone(facts), Tone::Error);
    facts.total.retries = 9;
    facts.total.recovered = 7;
    QVERIFY2(groupEffectText(facts).startsWith(QStringLiteral("7 of 9")), qPrintable(groupEffectText(facts)));
    facts.freshToday = 31;
    facts.baseline = 4;
    QVERIFY2(groupTrendText(facts).contains(QStringLiteral("+31 today, usually 4 a day")),
             qPrintable(groupTrendText(facts)));
}

void TestSpurious::mergedAndSplit()
{
    Desk desk;
    desk.chooseGroup(QStringLiteral("patch"));
    const QString patch = desk.signature();
    QSignalSpy applied(desk.world.runner.get(), &OperationRunner::applied);
    desk.world.actions.action(QStringLiteral("triage.merge"))->trigger();
    auto* choice = desk.screen->findChild<GroupChoice*>();
    QVERIFY(choice);
    QTRY_COMPARE(choice->list()->model()->rowCount(), 1); // not into itself
    choice->list()->view()->selectId(choice->list()->model()->idAt(0));
    QTRY_VERIFY(choice->button()->isEnabled());
    keepPictures(*choice, QStringLiteral("spurious-merge"), {});
    choice->button()->click();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(desk.world.prompt.asked.last().preview.signatures.contains(patch), true);
    QTRY_COMPARE(desk.screen->groups()->model()->rowCount(), 1);
    QTRY_COMPARE(desk.screen->groups()->model()->cell(0, QStringLiteral("packages")).toInt(), 3);
    desk.world.runner->undoNewest();
    QTRY_COMPARE(desk.screen->groups()->model()->rowCount(), 2);

    desk.chooseGroup(QStringLiteral("unpack"));
    desk.world.actions.action(QStringLiteral("triage.split"))->trigger();
    auto* split = desk.screen->findChild<QInputDialog*>(QStringLiteral("split"));
    QVERIFY(split && split->isVisible());
    split->setTextValue(QStringLiteral("The package"));
    split->accept();
    QTRY_COMPARE(applied.size(), 3);
    QTRY_COMPARE(desk.screen->groups()->model()->rowCount(), 3);
    desk.world.runner->undoNewest();
    QTRY_COMPARE(desk.screen->groups()->model()->rowCount(), 2);
}

void TestSpurious::versionIsSkipped()
{
    Desk desk;
    desk.chooseGroup(QStringLiteral("patch"));
    QAction* skip = desk.world.actions.action(QStringLiteral("triage.skip"));
    QTRY_VERIFY(skip->isEnabled());
    desk.world.prompt.next = {true, QStringLiteral("upstream withdrew it")};
    QSignalSpy applied(desk.world.runner.get(), &OperationRunner::applied);
    skip->trigger();
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(desk.world.prompt.asked.last().reason, ReasonField::Required);
    QCOMPARE(desk.world.openFailures(QStringLiteral("zlib")), 0);
    const bool waits = desk.world.write->call([](store::StateStore& state) {
        return state.publications.hasWaiting(state.packages.ensure(QStringLiteral("zlib")));
    });
    QVERIFY(!waits);
    desk.world.runner->undoNewest();
    QTRY_COMPARE(desk.world.openFailures(QStringLiteral("zlib")), 1);
}

void TestSpurious::repairsArePreviewed()
{
    Desk desk;
    // Once imported: there is something to forget.
    desk.world.write->call([](store::StateStore& state) {
        state.imports.setGood(state.packages.byName(QStringLiteral("zlib"))->id, QStringLiteral("debian/sid"),
                              QString(40, QLatin1Char('1')));
    });
    desk.chooseGroup(QStringLiteral("patch"));
    desk.world.prompt.next = {false, {}};
    QSignalSpy declined(desk.world.runner.get(), &OperationRunner::declined);
    QSignalSpy refused(desk.world.runner.get(), &OperationRunner::refused);
    int asked = 0;
    for (const char* id : {"triage.ignoreLocalState", "triage.reimport"}) {
        QAction* action = desk.world.actions.action(QLatin1String(id));
        QTRY_VERIFY2(action->isEnabled(), id);
        action->trigger();
        ++asked;
        // Either it asks first, or it says why there is nothing to do.
        QTRY_COMPARE(declined.size() + refused.size(), asked);
    }
    QVERIFY2(declined.size() > 0, qPrintable(desk.world.messages.text()));
    QCOMPARE(desk.world.packageState(QStringLiteral("zlib")), QStringLiteral("held"));
    keepPictures(*desk.screen, QStringLiteral("spurious-triage"));
}

QTEST_MAIN(TestSpurious)
#include "tst_gui_spurious.moc"
