// SPDX-License-Identifier: GPL-3.0-or-later
// AppContext: what every screen gets. Plain references; the console's main (or a test) owns everything behind them and
// keeps it alive longer than the screens. GUI thread.
#pragma once

#include "core/base/clock.h"
#include "core/base/paths.h"

#include <QString>

namespace millrace::store {
class ChangeFeed;
class StoreThread;
} // namespace millrace::store

namespace millrace::ui {

class Access;
class ActionRegistry;
class EngineHost;
class MessageBar;
class OperationRunner;
class Settings;
class StatusWatcher;

struct AppContext
{
    store::StoreThread& read; ///< for models and panes
    Access& access;           ///< whether anything may be changed; Operations go through the runner
    store::ChangeFeed& feed;
    StatusWatcher& status; ///< counts for badges and the status bar
    EngineHost& engine;
    Paths paths;
    QString actor; ///< who Operations are done by: the user's name
    ActionRegistry& actions;
    OperationRunner& runner;
    MessageBar& messages;
    Settings& settings;
    const Clock& clock;
};

} // namespace millrace::ui
