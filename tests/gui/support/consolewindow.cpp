// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/support/consolewindow.h"

#include <QPushButton>
#include <QTest>

namespace millrace::test {

ui::SessionOptions ConsoleWindow::optionsFor(const Paths& paths)
{
    ui::SessionOptions options;
    options.paths = paths;
    options.feedIntervalMs = 50;
    return options;
}

void ConsoleWindow::open(const Paths& paths)
{
    session = std::make_unique<ui::Session>(optionsFor(paths));
    show();
}

void ConsoleWindow::open(const ui::SessionOptions& options, const ui::OpenedStore& opened)
{
    session = std::make_unique<ui::Session>(options, opened);
    show();
}

void ConsoleWindow::show()
{
    window = std::make_unique<ui::MainWindow>(*session);
    addAllScreens(*window);
    window->restoreSession();
    window->resize(1280, 800);
    window->show();
}

void ConsoleWindow::close()
{
    if (session)
        session->drain();
    window.reset();
    session.reset();
}

void ConsoleWindow::answerPreview()
{
    ui::PreviewPanel* panel = session->previewPanel();
    QTRY_VERIFY(panel->isVisible());
    panel->verbButton()->click();
}

} // namespace millrace::test
