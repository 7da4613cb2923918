// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/console/console.h"

#include <QApplication>

#include <cstdio>

namespace millrace::console {

Console::Console(const Options& options)
    : m_options(options)
{
}

Console::~Console()
{
    if (m_session)
        m_session->drain();
}

void Console::open()
{
    try {
        ui::SessionOptions options;
        options.paths = m_options.paths;
        m_session = std::make_unique<ui::Session>(options);
    } catch (const Error& error) {
        showProblem(error);
        return;
    }
    m_problem.reset();
    show();
}

void Console::show()
{
    const QString scheme = m_options.scheme.isEmpty() ? m_session->settings().scheme() : m_options.scheme;
    ui::theme::apply(*qApp, ui::theme::schemeFromName(scheme));
    m_window = std::make_unique<ui::MainWindow>(*m_session);
    m_window->setTransient(!m_options.screenshots.isEmpty());
    ui::addAllScreens(*m_window);
    m_window->restoreSession();
    m_session->startEngine();
    m_window->show();
    if (!m_options.screenshots.isEmpty())
        takeScreenshots();
}

void Console::showProblem(const Error& error)
{
    if (!m_options.screenshots.isEmpty()) {
        std::fprintf(stderr, "millrace: %s, %s\n", qPrintable(error.message()), qPrintable(ui::storeAdvice(error)));
        QMetaObject::invokeMethod(
            qApp, [] { QApplication::exit(4); }, Qt::QueuedConnection);
        return;
    }
    ui::theme::apply(*qApp, ui::theme::schemeFromName(m_options.scheme));
    auto problem = std::make_unique<ui::ProblemWindow>(error, m_options.paths.store);
    if (m_problem)
        problem->setGeometry(m_problem->geometry());
    // Queued: the window that asks must not be deleted inside its own signal.
    connect(problem.get(), &ui::ProblemWindow::tryAgain, this, &Console::open, Qt::QueuedConnection);
    problem->show();
    m_problem = std::move(problem);
}

void Console::takeScreenshots()
{
    auto* shooter = new ui::Screenshooter(*m_window, m_options.screenshots, this);
    connect(shooter, &ui::Screenshooter::finished, this, [](const QString& failure) {
        if (!failure.isEmpty())
            std::fprintf(stderr, "millrace: %s\n", qPrintable(failure));
        QApplication::exit(failure.isEmpty() ? 0 : 1);
    });
    shooter->start();
}

} // namespace millrace::console
