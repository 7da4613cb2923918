// SPDX-License-Identifier: GPL-3.0-or-later
// Which errors of a store pass without anybody doing something. Pure; any thread.
#pragma once

#include "core/base/error.h"

namespace millrace::store {

/// True where trying again may help: a server that restarts or is cut off, a lock that will be let go. False for what
/// stays as it is: a login that the server refuses, a damaged file, a schema that is newer.
bool mayHeal(const Error& error);

} // namespace millrace::store
