// SPDX-License-Identifier: GPL-3.0-or-later
// Makes a program's results independent of the user's locale and time zone. Call it first in main().
#pragma once

namespace millrace {

/// LC_ALL=C.UTF-8 for this process and its children (libarchive converts names by LC_CTYPE, tools print their
/// messages by LC_MESSAGES) and TZ=UTC. The console calls it only in its worker, not for its own texts.
void useNeutralLocale();

} // namespace millrace
