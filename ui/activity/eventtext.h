// SPDX-License-Identifier: GPL-3.0-or-later
// An audit event's data as readable lines. Pure functions; any thread.
#pragma once

#include "core/store/eventtable.h"

#include <QList>
#include <QString>

namespace millrace::ui {

/// One thing that an event changed; an empty side did not exist.
struct ChangeLine
{
    QString what = {};
    QString before = {};
    QString after = {};
};

/// What differs between the event's before and after, nested values flattened to "bash · state".
QList<ChangeLine> changeLines(const store::Event& event);
/// The command line that did the same, or undoes it where the event is none of a person's operations.
QString eventCommand(const store::Event& event);
/// Why it cannot be undone; empty if it can, as far as the event itself tells.
QString undoObstacle(const store::Event& event);

} // namespace millrace::ui
