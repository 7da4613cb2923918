// SPDX-License-Identifier: GPL-3.0-or-later
// What dpkg-source demands of a patch before it lets GNU patch have it: whole headers, counted hunks, plain files, no
// way out of the tree. A patch that passes here can still be refused by patch. Same thread as the scratch tree.
#pragma once

#include "core/patches/scratchtree.h"

namespace millrace::patches {

struct PatchCheck
{
    QList<QByteArray> files = {};   ///< the file each header means, as patch would choose; no duplicates
    QList<QByteArray> folders = {}; ///< folders of those files that do not exist yet
};

/// Reads @p patch against @p scratch, where namesIn() has been brought. Errors, all with the line as evidence:
/// "patch.malformed", "patch.insecure" (a name with ".."), "patch.symlink" (through a symbolic link, even inside the
/// tree: newer dpkg follows those, engine 1 does not), "patch.target" (no plain file).
PatchCheck checkPatch(const QByteArray& patch, const ScratchTree& scratch);

} // namespace millrace::patches
