// SPDX-License-Identifier: GPL-3.0-or-later
// What `store` does beyond opening one. Each returns the exit code or throws Error. Main thread; they open their own
// connections on it.
#pragma once

#include "app/ctl/verb.h"

namespace millrace::ctl {

/// `store copy FROM TO`
int copyStores(Context& context, const QCommandLineParser& parser);
/// `store backup FILE`
int backupStore(Context& context, const QCommandLineParser& parser);
/// `store roles`
int storeRoles(Context& context, const QCommandLineParser& parser);

} // namespace millrace::ctl
