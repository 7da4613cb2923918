// SPDX-License-Identifier: GPL-3.0-or-later
// The tree of a package as it is built: an imported, unpatched tree with the package's own patches applied, equal to
// what `dpkg-source --before-build` leaves (without its .pc folder and its list of applied patches). Blocking; uses
// one scratch folder and GNU patch; same thread as the repository and the writer.
#pragma once

#include "core/base/cancellation.h"
#include "core/git/packwriter.h"
#include "core/git/repository.h"

#include <QStringList>

namespace millrace::patches {

struct AppliedLimits
{
    qint64 fileBytes = 256LL << 20;  ///< of one patched file
    qint64 totalBytes = 1LL << 30;   ///< of all files that the patches name
    qint64 patchBytes = 256LL << 20; ///< of one patch, decompressed
    qint64 wallMs = 10 * 60 * 1000;  ///< for all patches together
};

struct AppliedRequest
{
    git::Oid tree = {};         ///< of an import
    QString vendor = {};        ///< of the suite: its own series file goes first
    QString scratchFolder = {}; ///< exists; a folder is made in it and removed
    AppliedLimits limits = {};
};

struct AppliedTree
{
    git::Oid tree = {};       ///< the unpatched tree itself where there is nothing to apply
    QString format = {};      ///< of the source package
    QString series = {};      ///< the series file used; empty where there is none
    QStringList patches = {}; ///< applied, in order
    /// "series.vendor" (the series is the vendor's own), "series.options" (options were ignored), "patch.offset" (a
    /// hunk applied elsewhere than the patch says), "patch.empty" (a patch without a header that dpkg-source counts).
    QStringList flags = {};
};

/// Applies the patches; new blobs and trees go to @p writer. Errors have the patch's name, the hunk and patch's own
/// words as evidence: "patch.missing", "patch.insecure", "patch.symlink", "patch.target", "patch.malformed",
/// "patch.fuzz" (it would apply with fuzz, which dpkg-source refuses), "patch.rejected", "patch.limit"; "limit.time".
AppliedTree applyPatches(const git::Repository& repository, const AppliedRequest& request, git::PackWriter& writer,
                         const Cancellation& cancellation = {});

} // namespace millrace::patches
