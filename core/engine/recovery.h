// SPDX-License-Identifier: GPL-3.0-or-later
// Recovery: what an engine does first, and again at every heartbeat. Attempts whose engine died are finished where
// their intent was written, taken back where not, and their jobs queued again (importer.md b9, b17). Several engines
// may do it at once: each abandoned lease is taken over by one. Blocking; any thread but the GUI's and store's.
#pragma once

#include "core/engine/publisher.h"

#include <QSet>

namespace millrace::engine {

struct RecoveryResult
{
    int published = 0; ///< attempts whose publishing was completed
    int discarded = 0; ///< attempts that had not got that far
    int failed = 0;    ///< jobs taken back too often: now failures
};

struct Recoverer
{
    QString engine = {};      ///< identity of the one that takes over
    QSet<qint64> inHand = {}; ///< attempts that it works on itself, whatever their leases say
};

RecoveryResult recover(store::StoreThread& store, Publisher& publisher, const Recoverer& who, qint64 nowMs);

/// Removes quarantines that no running attempt owns: left by a kill between the last transaction and the clean-up.
void sweepQuarantines(store::StoreThread& store, const Paths& paths);

} // namespace millrace::engine
