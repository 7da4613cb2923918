// SPDX-License-Identifier: GPL-3.0-or-later
// ConsoleWindow: a session and its window with all screens, as the program opens them; the engine does not run. GUI
// thread.
#pragma once

#include "ui/shell/mainwindow.h"
#include "ui/shell/session.h"

namespace millrace::test {

struct ConsoleWindow
{
    std::unique_ptr<ui::Session> session;
    std::unique_ptr<ui::MainWindow> window;

    ConsoleWindow() = default;
    ~ConsoleWindow() { close(); }
    Q_DISABLE_COPY_MOVE(ConsoleWindow)

    /// The options of a test: news soon.
    static ui::SessionOptions optionsFor(const Paths& paths);
    /// On the store of @p paths.
    void open(const Paths& paths);
    void open(const ui::SessionOptions& options, const ui::OpenedStore& opened);
    void close();

    QAction* action(const char* id) const { return session->actions().action(QLatin1String(id)); }
    /// Says yes to the question that is being asked, or will be.
    void answerPreview();

private:
    void show();
};

} // namespace millrace::test
