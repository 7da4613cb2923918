// SPDX-License-Identifier: GPL-3.0-or-later
// Fills an empty store with as much as a large archive's importer has after years, within a minute, for benches.
// Made by SQL from running numbers: the same on every backend and at every time. Runs on the store's thread.
#pragma once

#include "core/store/database.h"

namespace millrace::test {

struct Scale
{
    int packages = 50'000;
    int publications = 1'000'000; ///< a multiple of 20 × packages
    int failures = 100'000;       ///< open ones; at least 15,000
    /// Of the first one 5,000 packages have nothing else; of the second one 5,000 have three or four other failures each.
    int signatures = 300;
    int queued = 2'000;
    int events = 100'000;
};

/// @p nowMs: when the newest of it happened.
void fillToScale(store::Database& database, const Scale& scale, qint64 nowMs);

} // namespace millrace::test
