// SPDX-License-Identifier: GPL-3.0-or-later
// The one place that knows all screens.
#include "ui/activity/activityscreen.h"
#include "ui/package/packagescreen.h"
#include "ui/queue/queuescreen.h"
#include "ui/shell/mainwindow.h"
#include "ui/shell/session.h"
#include "ui/triage/triagescreen.h"

namespace millrace::ui {

void addAllScreens(MainWindow& window)
{
    const AppContext& context = window.session().context();
    window.addScreen(new TriageScreen(context));
    window.addScreen(new QueueScreen(context));
    window.addScreen(new PackageScreen(context));
    window.addScreen(new ActivityScreen(context));
}

} // namespace millrace::ui
