// SPDX-License-Identifier: GPL-3.0-or-later
// Console: opens the connection and shows its window, or says calmly why not. GUI thread.
#pragma once

#include "app/console/options.h"
#include "ui/shell/problemwindow.h"
#include "ui/shell/workplace.h"

namespace millrace::console {

class Console final : public QObject
{
    Q_OBJECT
public:
    explicit Console(const Options& options);
    void open();

private:
    void showWindow();
    void showProblem(const Error& error, const ui::Connection& connection);
    void takeScreenshots();

    Options m_options;
    std::unique_ptr<ui::Workplace> m_workplace;
    std::unique_ptr<ui::ProblemWindow> m_problem;
};

} // namespace millrace::console
