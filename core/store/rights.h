// SPDX-License-Identifier: GPL-3.0-or-later
// What the person or program behind a connection may do to the store. A value; any thread.
#pragma once

#include <QString>

namespace millrace::store {

struct Rights
{
    QString login = {};      ///< the name the database has for us; empty for a file
    bool view = false;       ///< read all lists
    bool operate = false;    ///< apply Operations to packages
    bool administer = false; ///< change archives, hosts and tokens
    bool work = false;       ///< run an engine
    /// Why something of it is not allowed, and what would help: one sentence each, for a button's tool tip.
    QString whyNot = {};
};

} // namespace millrace::store
