// SPDX-License-Identifier: GPL-3.0-or-later
// FileTree: the files of a commit as a tree, each with what became of it since another commit. Built on the
// repository's thread as a value, shown by FileTreeModel on the GUI thread.
#pragma once

#include "core/git/diff.h"

#include <QAbstractItemModel>

#include <memory>

namespace millrace::ui {

enum class FileState { Same, Added, Removed, Changed, TypeChanged };

struct FileNode
{
    QString name = {};
    QByteArray path = {}; ///< of files, raw; empty for folders
    FileState state = FileState::Same;
    git::TreeChange change = {}; ///< both sides of the file; equal ones for Same
    int parent = -1;
    int row = 0;
    QList<int> children = {};
    int changes = 0; ///< files below that are not the same
    bool isFolder() const { return path.isEmpty(); }
};

/// nodes[0] is the root.
struct FileTree
{
    QList<FileNode> nodes = {FileNode()};
    int files = 0;
    int added = 0, removed = 0, changed = 0;
    bool cut = false; ///< there are more files than were read
};

/// Reads the tree. @p from null = compared with nothing. @p onlyChanges leaves out what is the same.
FileTree readFileTree(const git::Repository& repository, const git::Oid& from, const git::Oid& to, bool onlyChanges);

/// "added", "removed", …; empty for Same.
QString fileStateText(FileState state);

class FileTreeModel final : public QAbstractItemModel
{
    Q_OBJECT
public:
    using QAbstractItemModel::QAbstractItemModel;
    void setTree(const FileTree& tree);
    const FileNode& node(const QModelIndex& index) const { return m_tree.nodes.at(idOf(index)); }
    /// Invalid if the tree has no such file.
    QModelIndex indexOf(const QByteArray& path) const;
    /// The file to begin with: the changelog if it changed, else the first changed file, else the first one.
    QModelIndex firstFile() const;
    /// Folders to be opened: those that hold changes, as long as they are few.
    QModelIndexList changedFolders() const;

    QModelIndex index(int row, int column, const QModelIndex& parent = {}) const override;
    QModelIndex parent(const QModelIndex& child) const override;
    int rowCount(const QModelIndex& parent = {}) const override;
    int columnCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    static int idOf(const QModelIndex& index) { return index.isValid() ? int(index.internalId()) : 0; }
    QModelIndex indexOfNode(int id) const;
    FileTree m_tree;
};

} // namespace millrace::ui
