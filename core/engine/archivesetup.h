// SPDX-License-Identifier: GPL-3.0-or-later
// Records the archives that this machine's apt is configured with, and adds suites to them. Blocking (runs apt-get);
// any thread but the GUI's and the store's.
#pragma once

#include "core/store/storethread.h"

#include <QStringList>

namespace millrace::engine {

struct DetectResult
{
    QStringList added = {};   ///< names of archives that are new
    QStringList updated = {}; ///< names of archives that got new suites
};

/// Adds what is missing; changes nothing that is there. One audit event when something was added.
DetectResult detectArchives(store::StoreThread& store, const QString& actor);

/// Makes sure that some archive is asked for each of @p suites: the archives are tried in order, and the first whose
/// mirror has a signed Release for the suite gets it, with one audit event. Throws Error "usage.suite" for a suite that
/// nobody has.
void ensureSuites(store::StoreThread& store, const QStringList& suites, const QString& cacheFolder,
                  const QString& actor);

} // namespace millrace::engine
