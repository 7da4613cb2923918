// SPDX-License-Identifier: GPL-3.0-or-later
// The files of a tree in a folder, as `git checkout` would write them: symbolic links as they are, names that a tree
// holds escaped stay so, nothing of the repository beside them. Blocking; the repository's thread.
#pragma once

#include "core/git/repository.h"

namespace millrace::patches {

/// Writes below @p folder, which must be missing or empty: Error "usage.folder" else. "limit.disk", "internal.io".
void writeFiles(const git::Repository& repository, const git::Oid& tree, const QString& folder);

} // namespace millrace::patches
