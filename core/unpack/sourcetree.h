// SPDX-License-Identifier: GPL-3.0-or-later
// SourceTree: an unpacked source in memory: directories, files and symlinks by raw byte names; contents are ids of a
// ContentSink. Copies share their directories and cost nothing until one of them changes. A value; one thread at a
// time.
#pragma once

#include "core/unpack/contentsink.h"

#include <QByteArray>
#include <QList>

#include <map>
#include <memory>
#include <optional>

namespace millrace::unpack {

class SourceTree
{
public:
    enum class Kind : quint8 { Directory, File, Symlink };
    struct Node;
    using Children = std::map<QByteArray, Node>; ///< sorted by bytes

    /// Small, because a source can have a million files: what only the others have lies apart, and copies share it.
    struct Node
    {
        qint64 size = 0;        ///< in bytes, of content
        ContentId content = {}; ///< of a file; of a symlink: the content that is its target text
        Kind kind = Kind::Directory;
        bool executable = false; ///< files only

        bool isDirectory() const { return kind == Kind::Directory; }
        bool isFile() const { return kind == Kind::File; }
        bool isSymlink() const { return kind == Kind::Symlink; }
        const Children& children() const; ///< of a directory; the others have none
        QByteArray target() const;        ///< of a symlink; the others have none
        /// The children to change: this directory's own, whoever else had them.
        Children& ownChildren();

    private:
        friend class SourceTree;
        struct Apart;
        std::shared_ptr<Apart> m_apart;
    };

    struct Entry
    {
        QByteArray path = {};
        const Node* node = nullptr; ///< lives as long as the tree is neither changed nor destroyed
    };

    static Node file(const ContentId& content, qint64 size, bool executable);
    static Node symlink(const ContentId& content, const QByteArray& target);

    /// For writers: walk root().children() recursively. Directories that two trees share have the same children().
    const Node& root() const { return m_root; }
    bool isEmpty() const { return m_root.children().empty(); }

    /// The node at @p path ("a/b", "" = root) without following symlinks; null where there is none.
    const Node* find(const QByteArray& path) const;
    /// @p path with every symlink on the way, and at its end, followed inside the tree. Empty when a link leaves the
    /// tree, runs in circles or an inner part is missing; the last part need not exist.
    std::optional<QByteArray> resolve(const QByteArray& path) const;

    /// Puts @p node at @p path, replacing what is there; missing directories are made.
    /// What lies above @p path must be directories, else Error "unpack.conflict".
    void insert(const QByteArray& path, Node node);
    /// mkdir -p; what is no directory on the way is an Error "unpack.conflict".
    void makeDirectory(const QByteArray& path);
    void setExecutable(const QByteArray& path, bool executable);
    /// Removes the subtree at @p path; false where there is none.
    bool remove(const QByteArray& path);

    /// If the whole content is one directory, that directory becomes the root (dpkg strips it under any name).
    bool stripTopDirectory();
    /// Replaces what is at @p path by @p tree.
    void graft(const QByteArray& path, const SourceTree& tree);
    /// Lays @p tree over this one as dpkg does with a debian.tar: directories merge, everything else replaces, but a
    /// directory with content that would be replaced by a file is an Error "unpack.conflict".
    void overlay(const SourceTree& tree);

    /// Files and symlinks with their full paths, sorted by directory.
    QList<Entry> files() const;
    /// Directories without any entry, by path; the root is none of them.
    QList<QByteArray> emptyDirectories() const;

private:
    Node& ownDirectory(const QByteArray& path, bool create);

    Node m_root;
};

} // namespace millrace::unpack
