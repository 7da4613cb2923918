// SPDX-License-Identifier: GPL-3.0-or-later
// One run of GNU patch in a scratch tree, with the options that dpkg-source gives it. Blocking; the scratch tree's
// thread.
#pragma once

#include "core/patches/patchlist.h"
#include "core/patches/scratchtree.h"

namespace millrace::patches {

struct PatchRun
{
    bool applied = false;
    bool moved = false;      ///< a hunk applied, but at another line than the patch says
    QString file = {};       ///< of a refused patch: the file it stopped at, as patch prints it
    QString hunk = {};       ///< … and the hunk: "#2 FAILED at 17"
    QString words = {};      ///< what patch printed, shortened
    QByteArray backups = {}; ///< below .pc, for Quilt
};

/// Applies @p patch (plain text). @p number names the backups. Errors: "limit.time", "internal.tool", when patch does
/// not run; a patch that does not apply is a result.
PatchRun runPatch(const QByteArray& patch, Style style, int number, const ScratchTree& scratch);

/// Whether a patch that was refused would apply if patch might overlook lines of context (its own default). The
/// scratch tree is as it was before the patch; nothing is changed.
bool wouldApplyWithFuzz(const QByteArray& patch, const ScratchTree& scratch);

} // namespace millrace::patches
