// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/mainwindow.h"

#include "ui/connections/connectionchip.h"
#include "ui/connections/connectionsdialog.h"
#include "ui/importdialog/importdialog.h"
#include "ui/shell/breakerstrip.h"
#include "ui/shell/connectionframe.h"
#include "ui/shell/headerbar.h"
#include "ui/shell/navigationrail.h"
#include "ui/shell/session.h"
#include "ui/shell/shutdown.h"
#include "ui/shell/statusline.h"
#include "ui/shell/windowactions.h"
#include "ui/theme/theme.h"

#include <QCloseEvent>
#include <QStackedWidget>
#include <QStatusBar>
#include <QVBoxLayout>

namespace millrace::ui {

MainWindow::MainWindow(Session& session, QWidget* parent)
    : QMainWindow(parent)
    , m_session(session)
{
    setObjectName(QStringLiteral("millrace"));
    setWindowTitle(tr("Millrace"));
    setWindowIcon(theme::applicationIcon());
    m_windowActions = new WindowActions(session, *this);
    m_shutdown = new Shutdown(session.engine(), *session.messageBar(), this);
    connect(m_shutdown, &Shutdown::finished, this, &QWidget::close);
    build();
}

MainWindow::~MainWindow() = default;

void MainWindow::build()
{
    m_rail = new NavigationRail;
    m_stack = new QStackedWidget;
    m_header = new HeaderBar(m_session);
    auto* central = new ConnectionFrame(m_session.connection().colour);
    auto* rows = new QVBoxLayout(central);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_header);
    auto* layout = new QHBoxLayout;
    layout->setSpacing(0);
    layout->addWidget(m_rail);
    rows->addLayout(layout, 1);
    auto* column = new QVBoxLayout;
    column->setSpacing(0);
    column->addWidget(new BreakerStrip(m_session.context()));
    column->addWidget(m_stack, 1);
    column->addWidget(m_session.previewPanel());
    column->addWidget(m_session.messageBar());
    layout->addLayout(column, 1);
    setCentralWidget(central);

    auto* line = new StatusLine(m_session.context());
    statusBar()->addWidget(line, 1);
    statusBar()->setSizeGripEnabled(false);
    setMinimumSize(fontMetrics().averageCharWidth() * 120, fontMetrics().height() * 34);
    resize(fontMetrics().averageCharWidth() * 190, fontMetrics().height() * 50);

    connect(m_rail, &NavigationRail::chosen, this, &MainWindow::showScreen);
    connect(line, &StatusLine::failuresClicked, this, [this] { showScreen(QStringLiteral("triage")); });
    connect(m_header, &HeaderBar::queueClicked, this, [this] { showScreen(QStringLiteral("queue")); });
    connect(m_header->chip(), &ConnectionChip::switchRequested, this, &MainWindow::connectionRequested);
}

void MainWindow::addScreen(Screen* screen)
{
    const int number = static_cast<int>(m_screens.size()) + 1;
    m_screens.append(screen);
    m_stack->addWidget(screen);
    m_windowActions->addScreenAction(screen->id(), screen->title(), screen->iconName(), number);
    NavigationButton* button = m_rail->add(screen->id(), screen->iconName(), screen->title(),
                                           tr("%1 (Ctrl+%2)").arg(screen->title()).arg(number));
    connect(screen, &Screen::badgeChanged, button, [screen, button] { button->setBadge(screen->badge()); });
    connect(screen, &Screen::goTo, this, &MainWindow::goTo);
    button->setBadge(screen->badge());
}

void MainWindow::restoreSession()
{
    m_windowActions->buildMenus();
    if (!m_transient) {
        restoreGeometry(m_session.settings().windowGeometry());
        for (Screen* screen : m_screens)
            screen->restoreSession();
    }
    const QString last = m_session.settings().lastScreen();
    showScreen(screen(last) && !m_transient ? last : m_screens.first()->id());
}

Screen* MainWindow::currentScreen() const
{
    return m_shown;
}

Screen* MainWindow::screen(const QString& id) const
{
    for (Screen* screen : m_screens) {
        if (screen->id() == id)
            return screen;
    }
    return nullptr;
}

void MainWindow::showScreen(const QString& id)
{
    Screen* next = screen(id);
    if (!next)
        return;
    if (next != m_shown) {
        if (m_shown)
            m_shown->deactivate();
        m_shown = next;
        m_stack->setCurrentWidget(next);
        m_rail->setCurrent(id);
        m_header->setTitle(next->title());
        // Among other windows the production store must be told from the rest as well.
        setWindowTitle(
            m_session.connection().isShared()
                ? tr("%1 – %2 – Millrace", "screen, connection").arg(next->title(), m_session.connection().name)
                : tr("%1 – Millrace", "screen").arg(next->title()));
    }
    next->activate();
}

void MainWindow::goTo(const QString& screenId, const QString& subject)
{
    showScreen(screenId);
    if (m_shown && m_shown->id() == screenId && !subject.isEmpty())
        m_shown->open(subject);
}

void MainWindow::focusSearch()
{
    if (m_shown)
        m_shown->focusSearch();
}

ImportDialog* MainWindow::openImport()
{
    if (!m_import)
        m_import = new ImportDialog(m_session.context(), this);
    m_import->begin();
    return m_import;
}

ConnectionsDialog* MainWindow::openConnections()
{
    auto* dialog = findChild<ConnectionsDialog*>();
    if (!dialog) {
        dialog = new ConnectionsDialog(m_session.book(), m_session.passwords(), m_session.connection().id,
                                       m_session.context().clock, this);
        dialog->setAttribute(Qt::WA_DeleteOnClose);
        connect(dialog, &ConnectionsDialog::openRequested, this, &MainWindow::connectionRequested);
    }
    dialog->show();
    dialog->raise();
    dialog->activateWindow();
    return dialog;
}

void MainWindow::changeParallelJobs(int by)
{
    const int jobs = std::max(1, m_session.engine().parallelJobs() + by);
    m_session.settings().setParallelJobs(jobs);
    m_session.engine().setParallelJobs(jobs);
}

void MainWindow::saveSession()
{
    if (m_transient)
        return;
    m_session.settings().setWindowGeometry(saveGeometry());
    if (m_shown)
        m_session.settings().setLastScreen(m_shown->id());
    for (Screen* screen : m_screens)
        screen->saveSession();
}

void MainWindow::closeEvent(QCloseEvent* event)
{
    saveSession();
    if (m_shutdown->request(m_session.jobsInHand()))
        event->accept();
    else
        event->ignore();
}

} // namespace millrace::ui
