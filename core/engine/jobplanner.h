// SPDX-License-Identifier: GPL-3.0-or-later
// Turns a leased job into the JobSpec that its worker gets, but for apt's proxies. Reads the store on the store's
// thread; creates nothing.
#pragma once

#include "core/base/paths.h"
#include "core/importer/jobspec.h"
#include "core/store/statestore.h"

namespace millrace::engine {

/// The spec has no publications when there is nothing left to import.
importer::JobSpec planJob(store::StateStore& store, const store::Job& job, const Paths& paths);

/// A spec of the job's package that asks for nothing yet.
importer::JobSpec emptySpec(store::StateStore& store, const store::Job& job, const Paths& paths);

/// Asks for the import of @p publications, in their order.
void addPublications(store::StateStore& store, const QList<store::WaitingPublication>& publications,
                     importer::JobSpec& spec);

/// Where the attempt's objects are kept until they are published: on the repositories' file system, so that publishing
/// is a rename, but outside of the repository, so that nobody sees them before.
QString quarantineOf(const Paths& paths, qint64 attemptId);

/// The folder of all quarantines.
QString quarantineRoot(const Paths& paths);

/// What has been imported of a package, as a worker is told of it.
QList<importer::KnownImport> knownImports(store::StateStore& store, qint64 packageId);

/// Where the files of a publication are: the URL of a folder, without a trailing slash.
QString folderUrl(const store::WaitingPublication& publication);

/// The same folder on the archive's mirrors, best first.
QStringList mirrorUrls(const store::WaitingPublication& publication);

} // namespace millrace::engine
