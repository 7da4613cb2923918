// SPDX-License-Identifier: GPL-3.0-or-later
// Repository maintenance: an import writes one pack per version, without deltas, because that is fast and safe; when
// there is time, git joins the packs into one and finds the deltas. Reads the file system only; any thread.
#pragma once

#include <QStringList>

namespace millrace::git {

/// Whether @p repository (a bare one) has more than one pack.
bool wantsMaintenance(const QString& repository);

/// Arguments for git that join all packs of @p repository. One thread and bounded memory: it runs beside imports.
/// What no ref reaches is kept loose for 30 days, as `git gc` does, so that nothing is lost to a mistake.
/// Killing it at any moment is safe: git replaces the old packs only when the new one is complete.
QStringList maintenanceArguments(const QString& repository);

/// Removes what a killed run left ("tmp_pack_…"). Nothing else may be writing to the repository.
void removeMaintenanceRemains(const QString& repository);

} // namespace millrace::git
