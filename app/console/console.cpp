// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console.h"

#include "ui/settings/settings.h"
#include "ui/shell/mainwindow.h"
#include "ui/theme/theme.h"

#include <QApplication>

#include <cstdio>

namespace millrace::console {

Console::Console(const Options& options)
    : m_options(options)
{
    ui::WorkplaceOptions workplace;
    workplace.paths = m_options.paths;
    workplace.transient = !m_options.screenshots.isEmpty();
    m_workplace = std::make_unique<ui::Workplace>(workplace);
    connect(m_workplace.get(), &ui::Workplace::opened, this, &Console::showWindow);
    connect(m_workplace.get(), &ui::Workplace::failed, this, &Console::showProblem);
    const QString scheme = m_options.scheme.isEmpty() ? ui::Settings(m_options.paths).scheme() : m_options.scheme;
    ui::theme::apply(*qApp, ui::theme::schemeFromName(scheme));
}

void Console::open()
{
    if (m_options.store.isEmpty())
        m_workplace->start();
    else
        m_workplace->open(ui::connectionOfUrl(m_options.store, m_workplace->book()));
}

void Console::showWindow()
{
    m_problem.reset();
    if (!m_options.screenshots.isEmpty())
        takeScreenshots();
}

void Console::showProblem(const Error& error, const ui::Connection& connection)
{
    // A window that is there says it itself.
    if (m_workplace->window())
        return;
    const QString store = ui::storeUrl(connection, m_options.paths);
    if (!m_options.screenshots.isEmpty()) {
        std::fprintf(stderr, "millrace: %s, %s\n", qPrintable(error.message()), qPrintable(ui::storeAdvice(error)));
        QMetaObject::invokeMethod(
            qApp, [] { QApplication::exit(4); }, Qt::QueuedConnection);
        return;
    }
    auto problem = std::make_unique<ui::ProblemWindow>(error, store);
    if (m_problem)
        problem->setGeometry(m_problem->geometry());
    // Queued: the window that asks must not be deleted inside its own signal.
    connect(
        problem.get(), &ui::ProblemWindow::tryAgain, this, [this, connection] { m_workplace->open(connection); },
        Qt::QueuedConnection);
    if (connection.isShared()) {
        problem->offerOther(tr("Open %1").arg(ui::thisComputer().name));
        connect(
            problem.get(), &ui::ProblemWindow::otherWanted, this,
            [this] { m_workplace->switchTo(ui::thisComputer().id); }, Qt::QueuedConnection);
    }
    problem->show();
    m_problem = std::move(problem);
}

void Console::takeScreenshots()
{
    auto* shooter = new ui::Screenshooter(*m_workplace->window(), m_options.screenshots, this);
    connect(shooter, &ui::Screenshooter::finished, this, [](const QString& failure) {
        if (!failure.isEmpty())
            std::fprintf(stderr, "millrace: %s\n", qPrintable(failure));
        QApplication::exit(failure.isEmpty() ? 0 : 1);
    });
    shooter->start();
}

} // namespace millrace::console
