// SPDX-License-Identifier: GPL-3.0-or-later
// A tree with some of its files replaced, added or removed; all else is taken over unread. Same thread as the writer.
#pragma once

#include "core/git/objects.h"
#include "core/git/packwriter.h"
#include "core/patches/treeview.h"

#include <map>

namespace millrace::patches {

/// Path in original names → the new file; mode None removes it.
using TreeEdits = std::map<QByteArray, git::TreeEntry>;

/// Writes the changed folders and answers the new root. Folders that lose their last file vanish.
git::Oid writeEdited(const TreeView& base, const TreeEdits& edits, git::PackWriter& writer);

} // namespace millrace::patches
