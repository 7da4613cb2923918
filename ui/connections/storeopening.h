// SPDX-License-Identifier: GPL-3.0-or-later
// Opening a connection's store, and saying precisely what is wrong where that fails. Blocking (network, disk): any
// thread but the GUI's; only what is opened is used there.
#pragma once

#include "core/base/clock.h"
#include "core/store/storethread.h"
#include "ui/actions/access.h"
#include "ui/connections/connection.h"

namespace millrace::ui {

struct OpenRequest
{
    Connection connection = {};
    Paths base = {};              ///< of this computer
    QString password = {};        ///< of the database's user; empty = whatever libpq finds by itself
    const Clock* clock = nullptr; ///< null = the machine's
};

/// An open store, not yet on anybody's screen.
struct OpenedStore
{
    Connection connection = {};
    Paths paths = {};
    Access::Writer read = {};
    Access::Writer write = {}; ///< null where it opens locked
    AccessTerms terms = {};
    QString login = {};                              ///< the name that the database has for the user; empty for a file
    std::function<Access::Writer()> openWriter = {}; ///< a further writing connection
};

/// Throws Error store.unreachable, store.denied, store.newer, store.old, store.corrupt, ….
OpenedStore openStore(const OpenRequest& request);

/// What a test of a connection found, as it stands below the form.
struct TestReport
{
    bool ok = false;
    QString title = {}; ///< "The password is wrong", "Works"
    QString text = {};  ///< why and what to do, or what is there
};

TestReport testConnection(const OpenRequest& request);
TestReport reportOf(const Error& error);

} // namespace millrace::ui
