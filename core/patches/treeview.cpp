// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patches/treeview.h"

#include "core/base/error.h"
#include "core/git/names.h"
#include "core/unpack/rawname.h"

namespace millrace::patches {

namespace {

/// As many as Linux follows in one path.
constexpr int mostLinks = 40;
constexpr qint64 longestTarget = 4096;

git::NameUse useOf(git::FileMode mode)
{
    return mode == git::FileMode::Symlink ? git::NameUse::SymbolicLink : git::NameUse::FileOrFolder;
}

} // namespace

TreeView::TreeView(const git::Repository& repository, const git::Oid& tree)
    : m_repository(repository)
    , m_tree(tree)
{
}

const TreeView::Folder& TreeView::entriesOf(const git::Oid& tree) const
{
    const auto known = m_folders.find(tree);
    if (known != m_folders.end())
        return known->second;
    Folder& folder = m_folders[tree];
    for (const git::TreeEntry& entry : m_repository.tree(tree))
        folder.emplace(git::unescapeName(entry.name, useOf(entry.mode)), entry);
    return folder;
}

std::optional<git::TreeEntry> TreeView::find(const QByteArray& path) const
{
    git::TreeEntry entry;
    entry.mode = git::FileMode::Folder;
    entry.oid = m_tree;
    for (const QByteArray& part : path.split('/')) {
        if (entry.mode != git::FileMode::Folder)
            return std::nullopt;
        const Folder& folder = entriesOf(entry.oid);
        const auto found = folder.find(part);
        if (found == folder.end())
            return std::nullopt;
        entry = found->second;
    }
    return entry;
}

std::optional<QByteArray> TreeView::resolve(const QByteArray& path) const
{
    QList<QByteArray> ahead = path.split('/');
    QList<QByteArray> behind;
    int links = 0;
    while (!ahead.isEmpty()) {
        const QByteArray part = ahead.takeFirst();
        if (part.isEmpty() || part == ".")
            continue;
        if (part == "..") {
            if (behind.isEmpty())
                return std::nullopt;
            behind.removeLast();
            continue;
        }
        behind.append(part);
        const QByteArray here = behind.join('/');
        const std::optional<git::TreeEntry> entry = find(here);
        if (!entry)
            return std::nullopt;
        if (entry->mode != git::FileMode::Symlink)
            continue;
        const git::Blob target = m_repository.readBlob(entry->oid, longestTarget);
        if (++links > mostLinks || target.tooLarge || target.content.startsWith('/'))
            return std::nullopt;
        behind.removeLast();
        ahead = target.content.split('/') + ahead;
    }
    return behind.join('/');
}

std::map<QByteArray, git::TreeEntry> TreeView::folder(const QByteArray& path) const
{
    if (path.isEmpty())
        return entriesOf(m_tree);
    const std::optional<git::TreeEntry> entry = find(path);
    if (!entry || entry->mode != git::FileMode::Folder)
        return {};
    return entriesOf(entry->oid);
}

QByteArray TreeView::content(const git::TreeEntry& entry, const QByteArray& path, qint64 limit) const
{
    const git::Blob blob = m_repository.readBlob(entry.oid, limit);
    if (blob.tooLarge)
        throw Error(QStringLiteral("patch.limit"),
                    QStringLiteral("%1 is larger than %2 bytes, too large to be patched")
                        .arg(unpack::shownName(path))
                        .arg(limit),
                    {{QStringLiteral("path"), unpack::shownName(path)}, {QStringLiteral("bytes"), blob.size}});
    return blob.content;
}

} // namespace millrace::patches
