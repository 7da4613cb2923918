// SPDX-License-Identifier: GPL-3.0-or-later
// Console: opens the store and shows the window, or says calmly why not. Owns the session and the window. GUI thread.
#pragma once

#include "app/console/options.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/problemwindow.h"
#include "ui/shell/session.h"

namespace millrace::console {

class Console final : public QObject
{
    Q_OBJECT
public:
    explicit Console(const Options& options);
    ~Console() override;
    void open();

private:
    void show();
    void showProblem(const Error& error);
    void takeScreenshots();

    Options m_options;
    std::unique_ptr<ui::Session> m_session;
    std::unique_ptr<ui::MainWindow> m_window; ///< after the session: it goes first
    std::unique_ptr<ui::ProblemWindow> m_problem;
};

} // namespace millrace::console
