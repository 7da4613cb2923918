// SPDX-License-Identifier: GPL-3.0-or-later
// What the store has recorded of a package's publications, branches and attempts: what a verification compares the
// repository with. Values; read on the store's thread, passed anywhere.
#pragma once

#include "core/store/publicationtable.h"

namespace millrace::store {

/// A publication that was ever seen, imported or not, gone or not.
struct RecordedPublication
{
    WaitingPublication publication = {};
    qint64 importId = 0; ///< 0 = not imported
    QString commit = {}; ///< where it put the branch
    bool skipped = false;
    bool overdue = false; ///< not imported though a job that was to import it has ended, and nothing waits or failed
};

struct RecordedBranch
{
    QString branch = {};
    QString good = {};
};

struct RecordedHistory
{
    QList<RecordedPublication> publications = {}; ///< in the order in which they are imported
    QList<RecordedBranch> branches = {};
    QList<qint64> endedAttempts = {}; ///< that had a quarantine
    qint64 lastAttempt = 0;           ///< of the package; 0 = none
    bool running = false;             ///< a job of the package runs: all this is about to change
};

RecordedHistory readHistory(Database& database, qint64 packageId);

/// The newest attempt of the package and whether a job of it runs: cheap, to ask whether a history still holds.
qint64 lastAttempt(Database& database, qint64 packageId);
bool isRunning(Database& database, qint64 packageId);

} // namespace millrace::store
