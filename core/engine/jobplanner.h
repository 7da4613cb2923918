// SPDX-License-Identifier: GPL-3.0-or-later
// Turns a leased job into the JobSpec that its worker gets. Reads the store on the store's thread; creates nothing.
#pragma once

#include "core/base/paths.h"
#include "core/importer/jobspec.h"
#include "core/store/statestore.h"

namespace millrace::engine {

/// The spec has no publications when there is nothing left to import. @p proxies: apt's, for the worker's downloads.
importer::JobSpec planJob(store::StateStore& store, const store::Job& job, const Paths& paths,
                          const QMap<QString, QString>& proxies);

/// Where the attempt's objects are kept until they are published: on the repositories' file system, so that publishing
/// is a rename, but outside of the repository, so that nobody sees them before.
QString quarantineOf(const Paths& paths, qint64 attemptId);

} // namespace millrace::engine
