// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/patches/treeedit.h"

#include "core/git/names.h"

namespace millrace::patches {

namespace {

using Range = std::pair<TreeEdits::const_iterator, TreeEdits::const_iterator>;

/// Writes the folder at @p path ("" or "a/b/") with the edits of @p range, which all lie below it.
git::Oid writeFolder(const TreeView& base, const QByteArray& path, Range range, git::PackWriter& writer)
{
    std::map<QByteArray, git::TreeEntry> entries = base.folder(path.chopped(path.isEmpty() ? 0 : 1));
    for (auto it = range.first; it != range.second;) {
        const qsizetype slash = it->first.indexOf('/', path.size());
        if (slash < 0) {
            const QByteArray name = it->first.mid(path.size());
            entries.erase(name);
            if (it->second.mode != git::FileMode::None)
                entries.emplace(name, it->second);
            ++it;
            continue;
        }
        const QByteArray below = it->first.left(slash + 1);
        auto end = it;
        while (end != range.second && end->first.startsWith(below))
            ++end;
        const QByteArray name = below.mid(path.size()).chopped(1);
        const git::Oid oid = writeFolder(base, below, {it, end}, writer);
        const auto there = entries.find(name);
        if (oid != git::emptyTree())
            entries.insert_or_assign(name, git::TreeEntry{name, git::FileMode::Folder, oid});
        else if (there != entries.end() && there->second.mode == git::FileMode::Folder)
            entries.erase(there); // anything else has just taken the folder's place
        it = end;
    }
    QList<git::TreeEntry> list;
    for (const auto& [name, entry] : entries) {
        const auto use = entry.mode == git::FileMode::Symlink ? git::NameUse::SymbolicLink : git::NameUse::FileOrFolder;
        list.append({git::escapeName(name, use), entry.mode, entry.oid});
    }
    return writer.write(git::ObjectType::Tree, git::treeContent(list));
}

} // namespace

git::Oid writeEdited(const TreeView& base, const TreeEdits& edits, git::PackWriter& writer)
{
    if (edits.empty())
        return base.tree();
    return writeFolder(base, {}, {edits.begin(), edits.end()}, writer);
}

} // namespace millrace::patches
