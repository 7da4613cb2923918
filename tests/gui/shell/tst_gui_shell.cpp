// SPDX-License-Identifier: GPL-3.0-or-later
// The window: every screen by keyboard, every action complete and without a rival for its keys, previews and messages
// in place, the session remembered, stores that do not open explained.
#include "core/ops/operations.h"
#include "tests/gui/support/consolewindow.h"
#include "ui/importdialog/importdialog.h"
#include "ui/shell/keysheet.h"
#include "ui/shell/navigationrail.h"
#include "ui/shell/problemwindow.h"
#include "ui/shell/statusline.h"
#include "ui/shell/translations.h"
#include "ui/theme/theme.h"
#include "ui/widgets/emptystate.h"
#include "ui/widgets/messagebar.h"

#include <QFile>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QSplitter>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using namespace millrace;
using namespace millrace::ui;

namespace {

/// With MILLRACE_GRABS=DIR, for people to look at.
void keepPicture(QWidget& widget, const char* name)
{
    if (const QString folder = qEnvironmentVariable("MILLRACE_GRABS"); !folder.isEmpty())
        widget.grab().save(QStringLiteral("%1/shell-%2.png").arg(folder, QLatin1String(name)));
}

struct HasHome
{
    QTemporaryDir home;
};

/// The home goes after the window.
struct World : HasHome, test::ConsoleWindow
{
    World() { open(); }
    void open() { ConsoleWindow::open(Paths::below(home.path())); }
    void enqueue(const QString& package)
    {
        session->access().writer()->call([&](store::StateStore& state) {
            const qint64 id = state.packages.ensure(package);
            state.jobs.enqueue(id, queue::JobType::New, 10, QStringLiteral("new"));
            state.packages.settle(id);
        });
    }
};

} // namespace

class TestShell : public QObject
{
    Q_OBJECT
private slots:
    void initTestCase();
    void everyActionIsComplete();
    void screensByKeyboard();
    void badgeAndStatusBar();
    void previewIsInline();
    void sessionIsRemembered();
    void keySheetListsEverything();
    void closingWithoutEngine();
    void closingStopsTheEngine();
    void problems_data();
    void problems();
    void manyWarningsLeaveRoom();
    void plurals();
};

void TestShell::initTestCase()
{
    QLocale::setDefault(QLocale::C);
    installTranslations(*qApp);
    theme::apply(*qApp, theme::Scheme::Light);
}

void TestShell::everyActionIsComplete()
{
    World world;
    QVERIFY2(world.session->actions().conflicts().isEmpty(),
             qPrintable(world.session->actions().conflicts().join(QLatin1Char('\n'))));
    QVERIFY(world.session->actions().specs().size() > 20);
    for (const ActionSpec& spec : world.session->actions().specs()) {
        QVERIFY2(!spec.text.isEmpty() && !spec.tip.isEmpty(), qPrintable(spec.id));
        QVERIFY2(QFile::exists(QStringLiteral(":/icons/%1.svg").arg(spec.icon)), qPrintable(spec.id + spec.icon));
        QVERIFY2(spec.command.isEmpty() != spec.noCommand.isEmpty(), qPrintable(spec.id));
        QVERIFY2(!world.session->actions().action(spec.id)->toolTip().isEmpty(), qPrintable(spec.id));
    }
}

void TestShell::screensByKeyboard()
{
    World world;
    QVERIFY(QTest::qWaitForWindowActive(world.window.get()));
    const QStringList ids = {QStringLiteral("triage"), QStringLiteral("queue"), QStringLiteral("package"),
                             QStringLiteral("activity")};
    QCOMPARE(world.window->currentScreen()->id(), ids.first());
    for (int i = 0; i < ids.size(); ++i) {
        QTest::keyClick(world.window.get(), static_cast<Qt::Key>(Qt::Key_1 + i), Qt::ControlModifier);
        QCOMPARE(world.window->currentScreen()->id(), ids[i]);
        QTRY_VERIFY2(world.window->currentScreen()->isReady(), qPrintable(ids[i]));
    }
    QTest::keyClick(world.window.get(), Qt::Key_G);
    QTest::keyClick(world.window.get(), Qt::Key_Q);
    QCOMPARE(world.window->currentScreen()->id(), QStringLiteral("queue"));
    QTest::keyClick(world.window.get(), Qt::Key_Slash);
    auto* filter = world.window->findChild<QLineEdit*>(QStringLiteral("queue.waiting.filter"));
    QTRY_VERIFY(filter->hasFocus());
    // In a field the same keys are text.
    QTest::keyClicks(filter, QStringLiteral("g/a?"));
    QCOMPARE(filter->text(), QStringLiteral("g/a?"));
    QCOMPARE(world.window->currentScreen()->id(), QStringLiteral("queue"));

    QTest::keyClick(world.window.get(), Qt::Key_N, Qt::ControlModifier);
    auto* dialog = world.window->findChild<ImportDialog*>();
    QTRY_VERIFY(dialog && dialog->isVisible());
    QTRY_VERIFY(dialog->isSettled());
    dialog->close();
}

void TestShell::badgeAndStatusBar()
{
    World world;
    auto* button = world.window->findChild<NavigationRail*>()->button(QStringLiteral("queue"));
    QVERIFY(button->badge().isEmpty());
    world.enqueue(QStringLiteral("hello"));
    world.enqueue(QStringLiteral("zlib"));
    QTRY_COMPARE(button->badge(), QStringLiteral("2"));
    auto* sentence = world.window->findChild<QLabel*>(QStringLiteral("statusline.sentence"));
    QTRY_VERIFY2(sentence->text().contains(QStringLiteral("2 waiting")), qPrintable(sentence->text()));
    auto* failures = world.window->findChild<QToolButton*>(QStringLiteral("statusline.failures"));
    QCOMPARE(failures->text(), QStringLiteral("No failures"));
    world.window->showScreen(QStringLiteral("queue"));
    failures->click();
    QCOMPARE(world.window->currentScreen()->id(), QStringLiteral("triage"));
}

void TestShell::previewIsInline()
{
    World world;
    QVERIFY(QTest::qWaitForWindowActive(world.window.get()));
    world.enqueue(QStringLiteral("hello"));
    const auto state = [&] {
        return world.session->access().writer()->call(
            [](store::StateStore& store) { return store.details.package(QStringLiteral("hello"))->state; });
    };
    OperationRunner& runner = world.session->context().runner;
    PreviewPanel* panel = world.session->previewPanel();
    QSignalSpy applied(&runner, &OperationRunner::applied);
    QSignalSpy declined(&runner, &OperationRunner::declined);

    runner.run(ops::hold({{QStringLiteral("hello")}}), {QStringLiteral("Hold"), true, ReasonField::Required});
    QTRY_VERIFY(panel->isVisible());
    QTRY_VERIFY(panel->reasonEdit()->hasFocus());
    QCOMPARE(panel->verbButton()->text(), QStringLiteral("Hold"));
    QVERIFY(!panel->verbButton()->isEnabled());
    keepPicture(*world.window, "preview");
    QTest::keyClick(panel->reasonEdit(), Qt::Key_Escape);
    QTRY_COMPARE(declined.size(), 1);
    QVERIFY(!panel->isVisible());
    QCOMPARE(state(), QStringLiteral("queued"));

    // Asked again, and the state moves before the answer: the new preview is shown, and says so.
    runner.run(ops::hold({{QStringLiteral("hello")}}), {QStringLiteral("Hold"), true, ReasonField::Required});
    QTRY_VERIFY(panel->isVisible());
    world.session->access().writer()->call([](store::StateStore& store) {
        ops::priority({{QStringLiteral("hello")}}, 0)->applyNow(store, QStringLiteral("somebody"));
    });
    QTest::keyClicks(panel->reasonEdit(), QStringLiteral("broken upstream"));
    QTest::keyClick(panel->reasonEdit(), Qt::Key_Return);
    QTRY_VERIFY(applied.size() == 1 || (panel->isVisible() && panel->reasonEdit()->text().isEmpty()));
    if (applied.isEmpty()) {
        QVERIFY(panel->findChild<QLabel*>(QStringLiteral("preview.note"))->isVisible());
        QTest::keyClicks(panel->reasonEdit(), QStringLiteral("broken upstream"));
        QTest::keyClick(panel->reasonEdit(), Qt::Key_Return);
    }
    QTRY_COMPARE(applied.size(), 1);
    QCOMPARE(state(), QStringLiteral("paused"));

    // Undo stands in the message bar; Ctrl+Z does the same.
    QVERIFY(world.session->messageBar()->isVisible());
    keepPicture(*world.window, "message");
    QCOMPARE(world.session->messageBar()->actionButton()->text(), QStringLiteral("Undo"));
    QTest::keyClick(world.window.get(), Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(state(), QStringLiteral("queued"));
}

void TestShell::sessionIsRemembered()
{
    World world;
    world.window->showScreen(QStringLiteral("activity"));
    auto* filter = world.window->findChild<QLineEdit*>(QStringLiteral("activity.events.filter"));
    filter->setText(QStringLiteral("actor:engine"));
    // A pane dragged to nothing must not come back as nothing.
    auto* splitter = world.window->currentScreen()->findChild<QSplitter*>();
    splitter->setChildrenCollapsible(true);
    splitter->setSizes({2000, 0});
    world.window->close();
    world.close();

    world.open();
    QCOMPARE(world.window->currentScreen()->id(), QStringLiteral("activity"));
    QCOMPARE(world.window->findChild<QLineEdit*>(QStringLiteral("activity.events.filter"))->text(),
             QStringLiteral("actor:engine"));
    splitter = world.window->currentScreen()->findChild<QSplitter*>();
    QTRY_VERIFY(splitter->sizes().at(1) >= splitter->widget(1)->minimumWidth());
}

void TestShell::keySheetListsEverything()
{
    World world;
    QVERIFY(QTest::qWaitForWindowActive(world.window.get()));
    QTest::keyClick(world.window.get(), Qt::Key_F1);
    KeySheet* sheet = nullptr;
    QTRY_VERIFY((sheet = world.window->findChild<KeySheet*>()));
    QVERIFY(sheet->isVisible());
    sheet->close();
}

void TestShell::closingWithoutEngine()
{
    World world;
    QVERIFY(world.window->close());
    QVERIFY(!world.window->isVisible());
}

void TestShell::closingStopsTheEngine()
{
    World world;
    engine::EngineOptions options;
    options.paths = Paths::below(world.home.path());
    options.poll = false;
    world.session->engine().launch(*world.session->access().writer(), options);
    QTRY_COMPARE(world.session->engine().state(), engine::EngineState::Running);
    auto* sentence = world.window->findChild<QToolButton*>(QStringLiteral("statusline.engine"));
    QCOMPARE(sentence->text(), QStringLiteral("Engine runs"));
    QTest::keyClick(world.window.get(), Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(sentence->text(), QStringLiteral("Engine paused"));
    QVERIFY(world.session->settings().enginePaused());
    QTest::keyClick(world.window.get(), Qt::Key_E, Qt::ControlModifier);
    QTRY_COMPARE(sentence->text(), QStringLiteral("Engine runs"));
    world.window->close();
    QTRY_VERIFY(!world.window->isVisible());
    QCOMPARE(world.session->engine().state(), engine::EngineState::Stopped);
}

void TestShell::problems_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("code");
    QTest::newRow("corrupt") << QByteArray(8192, 'x') << QStringLiteral("store.corrupt");
    QTest::newRow("missing folder") << QByteArray() << QString();
}

void TestShell::problems()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, code);
    QTemporaryDir home;
    SessionOptions options;
    options.paths = Paths::below(home.path());
    if (content.isEmpty()) {
        options.paths.store = QStringLiteral("sqlite:/proc/nowhere/state.sqlite");
    } else {
        QFile file(options.paths.store.mid(7));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(content);
    }
    std::optional<Error> error;
    try {
        const Session session(options);
    } catch (const Error& thrown) {
        error = thrown;
    }
    QVERIFY(error.has_value());
    if (!code.isEmpty())
        QCOMPARE(error->code(), code);
    ProblemWindow window(*error, options.paths.store);
    window.show();
    keepPicture(window, "problem");
    auto* state = window.findChild<EmptyState*>();
    QVERIFY(!state->title().isEmpty());
    QVERIFY(!storeAdvice(*error).isEmpty());
    QSignalSpy again(&window, &ProblemWindow::tryAgain);
    state->button()->click();
    QCOMPARE(again.size(), 1);
    if (!content.isEmpty()) { // nothing was changed in the damaged file
        QFile file(options.paths.store.mid(7));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll(), content);
    }
}

void TestShell::manyWarningsLeaveRoom()
{
    MessageBar bar;
    bar.resize(900, bar.sizeHint().height());
    const auto heightOf = [&](int lines) {
        QStringList said;
        for (int i = 1; i <= lines; ++i)
            said.append(QStringLiteral("debian suite%1 is not read: its archive is away").arg(i));
        bar.say(Tone::Warning, said.join(QLatin1Char('\n')));
        QCoreApplication::sendPostedEvents(nullptr, QEvent::LayoutRequest);
        return bar.sizeHint().height();
    };
    const int three = heightOf(3);
    auto* label = bar.findChild<QLabel*>(QStringLiteral("messages.text"));
    QVERIFY(label->text().contains(QStringLiteral("suite3 ")));
    QVERIFY(label->toolTip().isEmpty());
    QCOMPARE(heightOf(22), three);
    QVERIFY2(label->text().endsWith(QStringLiteral("… and 20 more: point here to read them")),
             qPrintable(label->text()));
    QVERIFY(label->text().contains(QStringLiteral("suite2 ")));
    QVERIFY(label->toolTip().contains(QStringLiteral("suite22 ")));
    QVERIFY2(bar.text().contains(QStringLiteral("suite22 ")), "who listens hears all of it");
}

void TestShell::plurals()
{
    QFile file(QStringLiteral(MILLRACE_TRANSLATIONS "/millrace_en.ts"));
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QString text = QString::fromUtf8(file.readAll());
    QVERIFY(!text.contains(QStringLiteral("unfinished")));
    QVERIFY2(!text.contains(QStringLiteral("(s)</numerusform>")), "a plural form was left as it is in the source");
    QCOMPARE(QCoreApplication::translate("millrace::ui::EngineWords", "%Ln import(s) running", nullptr, 1),
             QStringLiteral("1 import running"));
    QCOMPARE(QCoreApplication::translate("millrace::ui::EngineWords", "%Ln import(s) running", nullptr, 2),
             QStringLiteral("2 imports running"));
}

QTEST_MAIN(TestShell)
#include "tst_gui_shell.moc"
