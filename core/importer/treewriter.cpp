// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/treewriter.h"

#include "core/base/error.h"
#include "core/git/names.h"
#include "core/git/objects.h"
#include "core/importer/packsink.h"

namespace millrace::importer {

namespace {
// Deeper trees overflow the stack of tools that walk them recursively, ours included.
constexpr int deepest = 1000;
} // namespace

git::Oid TreeWriter::write(const unpack::SourceTree& tree)
{
    if (const std::optional<git::Oid> root = writeFolder(tree.root(), 0))
        return *root;
    return m_writer.write(git::ObjectType::Tree, git::treeContent({}));
}

std::optional<git::Oid> TreeWriter::writeFolder(const unpack::SourceTree::Node& folder, int depth)
{
    if (depth > deepest)
        throw Error(QStringLiteral("tree.depth"), QStringLiteral("folders are nested deeper than %1").arg(deepest));
    QList<git::TreeEntry> entries;
    for (const auto& [name, node] : folder.children()) {
        git::TreeEntry entry;
        entry.name = git::escapeName(name, node.isSymlink() ? git::NameUse::SymbolicLink : git::NameUse::FileOrFolder);
        if (node.isDirectory()) {
            const std::optional<git::Oid> oid = writeFolder(node, depth + 1);
            if (!oid)
                continue;
            entry.mode = git::FileMode::Folder;
            entry.oid = *oid;
        } else {
            entry.mode = node.isSymlink()  ? git::FileMode::Symlink
                         : node.executable ? git::FileMode::Executable
                                           : git::FileMode::File;
            entry.oid = oidOf(node.content);
        }
        entries.append(entry);
    }
    if (entries.isEmpty())
        return std::nullopt;
    return m_writer.write(git::ObjectType::Tree, git::treeContent(entries));
}

} // namespace millrace::importer
