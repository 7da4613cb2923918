// SPDX-License-Identifier: GPL-3.0-or-later
// The console's command line. Pure values; understood before there is a display.
#pragma once

#include "core/base/paths.h"
#include "ui/shell/screenshooter.h"

#include <QStringList>

namespace millrace::console {

struct Options
{
    Paths paths = {};    ///< of this computer
    QString store = {};  ///< URL of the store to open; empty = the connection of last time
    QString scheme = {}; ///< empty = as the settings say
    ui::ScreenshotPlan screenshots = {};
    bool help = false;
    bool version = false;
    QString problem = {}; ///< why the command line is refused, in one sentence
    QString helpText = {};
};

Options parseOptions(const QStringList& arguments);

} // namespace millrace::console
