// SPDX-License-Identifier: GPL-3.0-or-later
// What is wrong with a connection, told apart further than an error's code does: a database server says most of it in
// words only, and libpq gives no SQLSTATE for a connection that does not come about. Words that are not known here
// (another language) are shown as they are. Pure; any thread.
#pragma once

#include "core/base/error.h"

namespace millrace::ui {

struct ConnectionTrouble
{
    QString title = {};    ///< "The password is wrong"
    bool password = false; ///< another password may mend it
};

ConnectionTrouble troubleOf(const Error& error);

} // namespace millrace::ui
