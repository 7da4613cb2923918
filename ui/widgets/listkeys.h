// SPDX-License-Identifier: GPL-3.0-or-later
// The single-letter keys of an action travel with the QAction, so that lists can bind them without knowing the
// registry. GUI thread.
#pragma once

#include <QAction>
#include <QKeySequence>
#include <QVariant>

namespace millrace::ui {

inline constexpr const char* listKeysProperty = "millrace.listKeys";

inline QList<QKeySequence> listKeysOf(const QAction* action)
{
    return action->property(listKeysProperty).value<QList<QKeySequence>>();
}

} // namespace millrace::ui
