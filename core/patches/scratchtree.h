// SPDX-License-Identifier: GPL-3.0-or-later
// ScratchTree: the few files of a tree that patches name, on disk, for GNU patch to work on. Never holds a symbolic
// link of the tree, so nothing written through it can leave the folder. Owns its folder and removes it; borrows the
// tree. Blocking; one object belongs to one thread.
#pragma once

#include "core/patches/treeedit.h"

#include <filesystem>
#include <set>

namespace millrace::patches {

class ScratchTree
{
public:
    enum class Kind { Missing, File, Folder, Symlink, Other };

    /// Works in a new folder below @p parent. Files of more than @p fileLimit bytes, or more than @p totalLimit in
    /// all, are Error "patch.limit".
    ScratchTree(const QString& parent, const TreeView& base, qint64 fileLimit, qint64 totalLimit);
    ~ScratchTree();
    ScratchTree(const ScratchTree&) = delete;
    ScratchTree& operator=(const ScratchTree&) = delete;

    QString folder() const { return QString::fromStdString(m_folder.native()); }
    /// Writes the file at @p path and the folders above it, as far as the tree has them and once only: what a patch
    /// changed stays changed.
    void bring(const QByteArray& path);
    /// What stands at @p path now; it and its folders have been brought. Symbolic links are not followed.
    Kind kind(const QByteArray& path) const;
    /// The first part of @p path that is a symbolic link, in the tree or made by a patch; empty when none is.
    QByteArray linkIn(const QByteArray& path) const;
    /// mkdir -p; false when something else is in the way. No part of @p path is a link.
    bool makeFolders(const QByteArray& path);
    QByteArray read(const QByteArray& path) const;
    bool remove(const QByteArray& path);
    /// Puts back what the patch has changed whose backups lie below ".pc/<@p backups>".
    void restore(const QByteArray& backups);

    /// What differs from the tree now; contents are written as blobs. The root's .pc is left out.
    TreeEdits changes(git::PackWriter& writer) const;

private:
    bool hasOtherFiles(const QByteArray& folder) const;
    std::filesystem::path at(const QByteArray& path) const;

    const TreeView& m_base;
    const qint64 m_fileLimit;
    const qint64 m_totalLimit;
    qint64 m_total = 0;
    std::filesystem::path m_folder;
    std::set<QByteArray> m_seen;  ///< paths that were looked up in the tree
    std::set<QByteArray> m_files; ///< those of them that are files
    std::set<QByteArray> m_links; ///< … that are symbolic links
};

} // namespace millrace::patches
