// SPDX-License-Identifier: GPL-3.0-or-later
// TreeView: the files of an imported tree under the names the source gave them. Trees hold some names escaped
// (core/git/names.h); patches name the originals. Borrows the repository; one object belongs to one thread.
#pragma once

#include "core/git/repository.h"

#include <map>

namespace millrace::patches {

class TreeView
{
public:
    TreeView(const git::Repository& repository, const git::Oid& tree);

    const git::Oid& tree() const { return m_tree; }
    /// The entry at @p path ("debian/patches/series"), no symbolic link followed; nothing where there is none.
    std::optional<git::TreeEntry> find(const QByteArray& path) const;
    /// @p path without symbolic links, each followed inside the tree. Nothing for a link that leaves the tree, goes
    /// round in circles or ends nowhere.
    std::optional<QByteArray> resolve(const QByteArray& path) const;
    /// The entries of the folder at @p path ("" = the root), by original name; none where there is no folder.
    std::map<QByteArray, git::TreeEntry> folder(const QByteArray& path) const;
    /// The content of a blob; Error "patch.limit" when it is larger than @p limit bytes. @p path is for the message.
    QByteArray content(const git::TreeEntry& entry, const QByteArray& path, qint64 limit) const;

private:
    using Folder = std::map<QByteArray, git::TreeEntry>;
    const Folder& entriesOf(const git::Oid& tree) const;

    const git::Repository& m_repository;
    git::Oid m_tree;
    mutable std::map<git::Oid, Folder> m_folders;
};

} // namespace millrace::patches
