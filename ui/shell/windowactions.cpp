// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/windowactions.h"

#include "ui/shell/aboutdialog.h"
#include "ui/shell/keysheet.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/session.h"
#include "ui/theme/theme.h"
#include "ui/triage/rulesdialog.h"

#include <QActionGroup>
#include <QApplication>
#include <QMenuBar>

namespace millrace::ui {

namespace {

ActionSpec spec(const char* id, const QString& text, const QString& tip, const char* icon,
                const QList<QKeySequence>& keys, const QString& command, const QString& noCommand = {})
{
    ActionSpec spec{QLatin1String(id), text, tip, QLatin1String(icon), keys};
    spec.command = command;
    spec.noCommand = noCommand;
    return spec;
}

ActionSpec changing(ActionSpec spec)
{
    spec.changes = true;
    return spec;
}

} // namespace

WindowActions::WindowActions(Session& session, MainWindow& window)
    : QObject(&window)
    , m_session(session)
    , m_window(window)
    , m_schemes(new QActionGroup(this))
{
    registerFile();
    registerEdit();
    registerView();
    registerEngine();
    registerConnection();
    registerHelp();
    connect(&session.engine(), &EngineHost::stateChanged, this, &WindowActions::followEngine);
    connect(&session.context().runner, &OperationRunner::canUndoChanged, this, &WindowActions::followEngine);
    connect(&session.access(), &Access::changed, this, &WindowActions::followAccess);
    followEngine();
    followAccess();
}

QAction* WindowActions::find(const char* id) const
{
    return m_session.actions().action(QLatin1String(id));
}

void WindowActions::registerFile()
{
    ActionRegistry& actions = m_session.actions();
    actions.add(
        changing(spec("file.import", tr("&Import packages…"), tr("Import the whole history of source packages"),
                      "import", {QKeySequence(Qt::CTRL | Qt::Key_N)}, QStringLiteral("millracectl import PACKAGE…"))),
        this, [this] { m_window.openImport(); });
    actions.add(changing(spec("file.poll", tr("&Poll now"), tr("Read the archives' indexes now"), "poll",
                              {QKeySequence::Refresh}, QStringLiteral("millracectl poll"))),
                this, [this] { m_session.engine().pollNow(); });
    actions.add(spec("file.quit", tr("&Quit"), tr("Finish or give back what runs, then close"), "quit",
                     {QKeySequence(Qt::CTRL | Qt::Key_Q)}, {}, tr("It ends the console")),
                this, [this] { m_window.close(); });
}

void WindowActions::registerEdit()
{
    ActionRegistry& actions = m_session.actions();
    actions.add(changing(spec("edit.undo", tr("&Undo"), tr("Take back the last change made in this window"), "undo",
                              {QKeySequence::Undo}, QStringLiteral("millracectl undo EVENT"))),
                this, [this] { m_session.context().runner.undoNewest(); });
    actions.add(spec("edit.rules", tr("&Classification of errors…"),
                     tr("Which errors hold a package and which are retried: read it, change it"), "settings", {},
                     QStringLiteral("millracectl rules")),
                this, [this] { (new RulesDialog(m_session.context(), {}, &m_window))->show(); });
    actions.add(spec("edit.search", tr("&Filter"), tr("Go to the filter of this screen"), "search",
                     {QKeySequence(Qt::Key_Slash), QKeySequence(Qt::CTRL | Qt::Key_K)}, {}, tr("It moves the focus")),
                this, [this] { m_window.focusSearch(); });
}

void WindowActions::registerView()
{
    const QList<std::pair<QString, QString>> schemes = {{QStringLiteral("system"), tr("&Follow the system")},
                                                        {QStringLiteral("light"), tr("&Light")},
                                                        {QStringLiteral("dark"), tr("&Dark")}};
    for (const auto& [name, text] : schemes) {
        QAction* action =
            m_session.actions().add(spec(qPrintable(QLatin1String("view.scheme.") + name), text,
                                         tr("Colours of the window"), "scheme", {}, {}, tr("It only changes the view")),
                                    this, [this, scheme = name] { chooseScheme(scheme); });
        action->setCheckable(true);
        action->setChecked(name == m_session.settings().scheme());
        m_schemes->addAction(action);
    }
}

void WindowActions::registerEngine()
{
    ActionRegistry& actions = m_session.actions();
    actions.add(changing(spec("engine.toggle", tr("&Pause engine"), tr("Start or pause the engine of this console"),
                              "pause", {QKeySequence(Qt::CTRL | Qt::Key_E)}, QStringLiteral("millracectl run"))),
                this, [this] {
                    const bool runs = m_session.engine().state() == engine::EngineState::Running;
                    m_session.settings().setEnginePaused(runs);
                    runs ? m_session.engine().pause() : m_session.engine().start();
                });
    actions.add(changing(spec("engine.quiesce", tr("&Finish and stop"), tr("Finish running imports, start no more"),
                              "stop", {}, {}, tr("millracectl run does it on SIGINT"))),
                this, [this] { m_session.engine().quiesce(); });
    actions.add(changing(spec("engine.stopNow", tr("&Stop now"),
                              tr("Give running imports back to the queue and stop; nothing is lost"), "stop", {}, {},
                              tr("millracectl run does it on the second SIGINT"))),
                this, [this] { m_session.engine().stopNow(); });
    actions.add(changing(spec("engine.more", tr("&More jobs at once"), tr("Run one more import at once"), "up",
                              {QKeySequence(Qt::CTRL | Qt::Key_Plus)}, QStringLiteral("millracectl run --jobs N"))),
                this, [this] { m_window.changeParallelJobs(1); });
    actions.add(changing(spec("engine.fewer", tr("F&ewer jobs at once"), tr("Run one import less at once"), "down",
                              {QKeySequence(Qt::CTRL | Qt::Key_Minus)}, QStringLiteral("millracectl run --jobs N"))),
                this, [this] { m_window.changeParallelJobs(-1); });
}

void WindowActions::registerConnection()
{
    ActionRegistry& actions = m_session.actions();
    actions.add(spec("connection.lock", tr("&Unlock"), tr("Allow changes to the store, or forbid them again"), "lock",
                     {QKeySequence(Qt::CTRL | Qt::Key_L)}, {}, tr("millracectl may always change what its user may")),
                this, [this] { m_session.toggleLock(); });
    actions.add(spec("connection.manage", tr("&Connections…"),
                     tr("The stores that this console knows: add, test, change, open"), "database",
                     {QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C)}, QStringLiteral("millracectl --store URL …")),
                this, [this] { m_window.openConnections(); });
}

void WindowActions::followAccess()
{
    const Access& access = m_session.access();
    QAction* lock = find("connection.lock");
    lock->setText(access.isUnlocked() ? tr("&Lock") : tr("&Unlock"));
    lock->setIcon(theme::icon(access.isUnlocked() ? QStringLiteral("unlock") : QStringLiteral("lock")));
    const AccessTerms& terms = access.terms();
    if (!terms.lockable)
        ActionRegistry::setAvailable(lock, false, tr("The store of this computer has no lock: it is nobody else's"));
    else if (!terms.forbidden.isEmpty())
        ActionRegistry::setAvailable(lock, false, terms.forbidden);
    else
        ActionRegistry::setAvailable(lock, access.state() != Access::State::Unlocking, access.reason());
}

void WindowActions::registerHelp()
{
    ActionRegistry& actions = m_session.actions();
    actions.add(spec("help.keys", tr("&Keys"), tr("Every action with its keys and its command"), "keys",
                     {QKeySequence(Qt::Key_Question), QKeySequence::HelpContents}, {}, tr("It only shows")),
                this, [this] { showKeys(); });
    actions.add(spec("help.about", tr("&About Millrace"), tr("Version and where things are kept"), "info", {},
                     QStringLiteral("millrace --version")),
                this, [this] { showAbout(); });
}

void WindowActions::addScreenAction(const QString& id, const QString& title, const QString& icon, int number)
{
    // Two-key sequences as in mail and forge programs; "F" for failures because that is what Triage shows.
    static const QHash<QString, QList<QKeySequence>> sequences = {
        {QStringLiteral("triage"), {QKeySequence(Qt::Key_G, Qt::Key_F), QKeySequence(Qt::Key_G, Qt::Key_G)}},
        {QStringLiteral("queue"), {QKeySequence(Qt::Key_G, Qt::Key_Q)}},
        {QStringLiteral("package"), {QKeySequence(Qt::Key_G, Qt::Key_P)}},
        {QStringLiteral("activity"), {QKeySequence(Qt::Key_G, Qt::Key_A)}},
    };
    const QList<QKeySequence> keys =
        QList<QKeySequence>{
            QKeySequence(QKeyCombination(Qt::ControlModifier, static_cast<Qt::Key>(Qt::Key_0 + number)))} +
        sequences.value(id);
    const QString action = QLatin1String("go.") + id;
    m_session.actions().add(spec(qPrintable(action), title, tr("Show %1").arg(title), qPrintable(icon), keys, {},
                                 tr("It only changes the view")),
                            this, [this, id] { m_window.showScreen(id); });
    m_screenActions << action;
}

void WindowActions::buildMenus()
{
    QMenuBar* bar = m_window.menuBar();
    const auto fill = [&](const QString& title, const QStringList& ids) {
        QMenu* menu = bar->addMenu(title);
        menu->setToolTipsVisible(true);
        for (const QString& id : ids) {
            if (id.isEmpty())
                menu->addSeparator();
            else
                menu->addAction(m_session.actions().action(id));
        }
        return menu;
    };
    fill(tr("&File"), {QStringLiteral("file.import"),
                       QStringLiteral("file.poll"),
                       {},
                       QStringLiteral("connection.manage"),
                       QStringLiteral("connection.lock"),
                       {},
                       QStringLiteral("file.quit")});
    fill(tr("&Edit"),
         {QStringLiteral("edit.undo"), {}, QStringLiteral("edit.search"), {}, QStringLiteral("edit.rules")});
    QMenu* view = fill(tr("&View"), m_screenActions + QStringList{QString()});
    QMenu* schemes = view->addMenu(theme::icon(QStringLiteral("scheme")), tr("&Colours"));
    schemes->addActions(m_schemes->actions());
    fill(tr("E&ngine"), {QStringLiteral("engine.toggle"),
                         QStringLiteral("engine.quiesce"),
                         QStringLiteral("engine.stopNow"),
                         {},
                         QStringLiteral("engine.more"),
                         QStringLiteral("engine.fewer"),
                         {},
                         QStringLiteral("breaker.probe"),
                         QStringLiteral("breaker.close"),
                         QStringLiteral("breaker.open")});
    fill(tr("&Help"), {QStringLiteral("help.keys"), {}, QStringLiteral("help.about")});
    // Screens' own actions have their keys on their lists only; all others work anywhere in the window.
    for (const ActionSpec& spec : m_session.actions().specs()) {
        if (!spec.keys.isEmpty())
            m_window.addAction(m_session.actions().action(spec.id));
    }
}

void WindowActions::followEngine()
{
    const engine::EngineState state = m_session.engine().state();
    const bool runs = state == engine::EngineState::Running;
    QAction* toggle = find("engine.toggle");
    toggle->setText(runs ? tr("&Pause engine") : tr("&Start engine"));
    toggle->setIcon(theme::icon(runs ? QStringLiteral("pause") : QStringLiteral("start")));
    ActionRegistry::setAvailable(toggle, m_session.engine().isLaunched() || !m_session.connection().isShared(),
                                 tr("This console does not import into %1. Its connection can say that it does.")
                                     .arg(m_session.connection().name));
    const QString still = tr("The engine does not run");
    ActionRegistry::setAvailable(find("engine.quiesce"), runs || state == engine::EngineState::Paused, still);
    ActionRegistry::setAvailable(find("engine.stopNow"), state != engine::EngineState::Stopped, still);
    ActionRegistry::setAvailable(find("edit.undo"), m_session.context().runner.canUndo(),
                                 tr("Nothing was changed in this window yet. Activity can undo older changes."));
}

void WindowActions::chooseScheme(const QString& name)
{
    m_session.settings().setScheme(name);
    theme::apply(*qApp, theme::schemeFromName(name));
}

void WindowActions::showKeys()
{
    (new KeySheet(m_session.actions(), &m_window))->show();
}

void WindowActions::showAbout()
{
    (new AboutDialog(m_session.context(), &m_window))->show();
}

} // namespace millrace::ui
