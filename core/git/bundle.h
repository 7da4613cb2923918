// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a git bundle (git's gitformat-bundle document) as a repository of its own in a quarantine folder. A bundle is
// hostile input: git checks every object of it, with limits, before anything is read; no ref of it becomes one of
// ours. Blocking; the resulting Repository belongs to the calling thread.
#pragma once

#include "core/git/repository.h"

#include <QIODevice>

namespace millrace::git {

struct BundleHeader
{
    Oid head = {};         ///< what it names HEAD; null when it names none
    qint64 packOffset = 0; ///< where the pack begins
};

struct BundleLimits
{
    qint64 memoryBytes = 2LL << 30; ///< address space of the git that checks it
    int milliseconds = 600'000;
};

struct Bundle
{
    BundleHeader header = {};
    Repository repository; ///< has the bundle's objects and no refs
};

/// Versions 2 and 3. Error "unpack.corrupt" for what is no bundle, for one that needs objects it does not have, and
/// for capabilities that change what its pack means.
BundleHeader readBundleHeader(QIODevice& bundle);

/// Makes a repository at @p folder (below a quarantine; must not exist) from @p bundle, which is open for reading at
/// its start. Error "unpack.corrupt" when git finds an object that is damaged or that a strict git refuses
/// (".git" in a tree, a ".gitmodules" link), "unpack.limit" and "limit.time" when checking costs too much.
Bundle openBundle(QIODevice& bundle, const QString& folder, const BundleLimits& limits = {});

} // namespace millrace::git
