// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/package/filetree.h"

#include "core/git/repository.h"

#include <QCoreApplication>
#include <QHash>

#include <algorithm>

namespace millrace::ui {

namespace {

/// Sources with more files than this exist (Linux has 80,000); beyond it only the changes are shown.
constexpr int maxFiles = 200'000;

FileState stateOf(git::ChangeStatus status)
{
    switch (status) {
    case git::ChangeStatus::Added:
        return FileState::Added;
    case git::ChangeStatus::Deleted:
        return FileState::Removed;
    case git::ChangeStatus::TypeChanged:
        return FileState::TypeChanged;
    case git::ChangeStatus::Modified:
        break;
    }
    return FileState::Changed;
}

class Builder
{
public:
    FileTree tree;

    void add(const git::TreeChange& change, FileState state)
    {
        const qsizetype slash = change.path.lastIndexOf('/');
        const int folder = slash < 0 ? 0 : folderOf(change.path.left(slash));
        FileNode node;
        node.name = QString::fromUtf8(change.path.mid(slash + 1));
        node.path = change.path;
        node.state = state;
        node.change = change;
        append(folder, node);
        ++tree.files;
        tree.added += state == FileState::Added;
        tree.removed += state == FileState::Removed;
        tree.changed += state == FileState::Changed || state == FileState::TypeChanged;
        for (int up = folder; state != FileState::Same && up >= 0; up = tree.nodes.at(up).parent)
            ++tree.nodes[up].changes;
    }

    void finish()
    {
        for (FileNode& node : tree.nodes) {
            std::sort(node.children.begin(), node.children.end(), [this](int a, int b) {
                const FileNode &x = tree.nodes.at(a), &y = tree.nodes.at(b);
                return x.isFolder() != y.isFolder() ? x.isFolder() : x.name < y.name;
            });
        }
        for (int id = 0; id < tree.nodes.size(); ++id) {
            const QList<int> children = tree.nodes.at(id).children;
            for (int row = 0; row < children.size(); ++row)
                tree.nodes[children.at(row)].row = row;
        }
    }

private:
    int append(int parent, FileNode node)
    {
        const int id = int(tree.nodes.size());
        node.parent = parent;
        tree.nodes.append(node);
        tree.nodes[parent].children.append(id);
        return id;
    }

    int folderOf(const QByteArray& path)
    {
        const auto known = m_folders.constFind(path);
        if (known != m_folders.cend())
            return *known;
        const qsizetype slash = path.lastIndexOf('/');
        const int parent = slash < 0 ? 0 : folderOf(path.left(slash));
        FileNode folder;
        folder.name = QString::fromUtf8(path.mid(slash + 1));
        const int id = append(parent, folder);
        m_folders.insert(path, id);
        return id;
    }

    QHash<QByteArray, int> m_folders;
};

void addSame(Builder& builder, const git::Repository& repository, const git::Oid& tree, const QByteArray& folder,
             const QSet<QByteArray>& changed)
{
    for (const git::TreeEntry& entry : repository.tree(tree)) {
        const QByteArray path = folder.isEmpty() ? entry.name : folder + '/' + entry.name;
        if (builder.tree.files >= maxFiles) {
            builder.tree.cut = true;
            return;
        }
        if (entry.mode == git::FileMode::Folder)
            addSame(builder, repository, entry.oid, path, changed);
        else if (!changed.contains(path))
            builder.add({path, git::ChangeStatus::Modified, entry.oid, entry.oid, entry.mode, entry.mode},
                        FileState::Same);
    }
}

} // namespace

FileTree readFileTree(const git::Repository& repository, const git::Oid& from, const git::Oid& to, bool onlyChanges)
{
    Builder builder;
    QSet<QByteArray> changed;
    for (const git::TreeChange& change : git::treeDiff(repository, from, to)) {
        builder.add(change, stateOf(change.status));
        changed.insert(change.path);
    }
    if (!onlyChanges)
        addSame(builder, repository, repository.treeOf(to), {}, changed);
    builder.finish();
    return builder.tree;
}

QString fileStateText(FileState state)
{
    const auto tr = [](const char* text) { return QCoreApplication::translate("FileTree", text); };
    switch (state) {
    case FileState::Added:
        return tr("added");
    case FileState::Removed:
        return tr("removed");
    case FileState::Changed:
        return tr("changed");
    case FileState::TypeChanged:
        return tr("type changed");
    case FileState::Same:
        break;
    }
    return {};
}

} // namespace millrace::ui
