// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/filetree.h"
#include "ui/theme/theme.h"

namespace millrace::ui {

namespace {

Tone toneOf(FileState state)
{
    switch (state) {
    case FileState::Added:
        return Tone::Ok;
    case FileState::Removed:
        return Tone::Error;
    case FileState::Changed:
    case FileState::TypeChanged:
        return Tone::Warning;
    case FileState::Same:
        break;
    }
    return Tone::Text;
}

} // namespace

void FileTreeModel::setTree(const FileTree& tree)
{
    beginResetModel();
    m_tree = tree;
    endResetModel();
}

QModelIndex FileTreeModel::indexOfNode(int id) const
{
    return id <= 0 ? QModelIndex() : createIndex(m_tree.nodes.at(id).row, 0, quintptr(id));
}

QModelIndex FileTreeModel::indexOf(const QByteArray& path) const
{
    for (int id = 1; id < m_tree.nodes.size() && !path.isEmpty(); ++id) {
        if (m_tree.nodes.at(id).path == path)
            return indexOfNode(id);
    }
    return {};
}

QModelIndex FileTreeModel::firstFile() const
{
    const QModelIndex changelog = indexOf("debian/changelog");
    if (changelog.isValid() && node(changelog).state != FileState::Same)
        return changelog;
    const bool changes = m_tree.nodes.at(0).changes > 0;
    QList<int> open = {0};
    while (!open.isEmpty()) {
        const FileNode& node = m_tree.nodes.at(open.takeFirst());
        for (qsizetype i = 0; i < node.children.size(); ++i) {
            const FileNode& child = m_tree.nodes.at(node.children.at(i));
            if (!child.isFolder() && (!changes || child.state != FileState::Same))
                return indexOfNode(node.children.at(i));
            if (child.isFolder() && (!changes || child.changes > 0))
                open.append(node.children.at(i));
        }
    }
    return {};
}

QModelIndexList FileTreeModel::changedFolders() const
{
    // A new upstream release changes hundreds of files: what the packagers did is what is looked at first.
    constexpr int fewChanges = 60;
    const bool few = m_tree.nodes.at(0).changes <= fewChanges;
    QModelIndexList folders;
    for (int id = 1; id < m_tree.nodes.size(); ++id) {
        const FileNode& node = m_tree.nodes.at(id);
        const bool packaging = node.parent == 0 && node.name == QLatin1String("debian");
        if (node.isFolder() && node.changes > 0 && (few || packaging))
            folders.append(indexOfNode(id));
    }
    return folders;
}

QModelIndex FileTreeModel::index(int row, int column, const QModelIndex& parent) const
{
    const QList<int>& children = m_tree.nodes.at(idOf(parent)).children;
    return row < 0 || row >= children.size() ? QModelIndex() : createIndex(row, column, quintptr(children.at(row)));
}

QModelIndex FileTreeModel::parent(const QModelIndex& child) const
{
    return child.isValid() ? indexOfNode(m_tree.nodes.at(idOf(child)).parent) : QModelIndex();
}

int FileTreeModel::rowCount(const QModelIndex& parent) const
{
    return parent.column() > 0 ? 0 : int(m_tree.nodes.at(idOf(parent)).children.size());
}

int FileTreeModel::columnCount(const QModelIndex&) const
{
    return 2;
}

QVariant FileTreeModel::data(const QModelIndex& index, int role) const
{
    const FileNode& file = node(index);
    if (role == Qt::DisplayRole) {
        if (index.column() == 0)
            return file.name;
        return file.isFolder() && file.changes > 0 ? QString::number(file.changes) : fileStateText(file.state);
    }
    if (role == Qt::ForegroundRole && (index.column() == 1 || file.state == FileState::Removed))
        return theme::color(file.isFolder() ? Tone::Muted : toneOf(file.state));
    if (role == Qt::DecorationRole && index.column() == 0)
        return theme::icon(file.isFolder() ? QStringLiteral("folder") : QStringLiteral("file"), Tone::Muted);
    if (role == Qt::ToolTipRole && !file.isFolder())
        return QString::fromUtf8(file.path);
    return {};
}

QVariant FileTreeModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("File") : tr("What");
}

} // namespace millrace::ui
