// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/likeness.h"

#include "core/git/repository.h"
#include "core/importer/packsink.h"

namespace millrace::importer {

namespace {

using Node = unpack::SourceTree::Node;

qint64 filesBelow(const Node& folder)
{
    qint64 count = 0;
    for (const auto& [name, node] : folder.children())
        count += node.isDirectory() ? filesBelow(node) : 1;
    return count;
}

/// Only folders that both have are opened: an unrelated tree is left again after its root.
qint64 sharedFiles(const git::Repository& repository, const git::Oid& tree, const Node& folder)
{
    qint64 count = 0;
    for (const git::TreeEntry& entry : repository.tree(tree)) {
        const auto it = folder.children().find(entry.name);
        if (it == folder.children().end())
            continue;
        const Node& node = it->second;
        if (node.isDirectory() && entry.mode == git::FileMode::Folder)
            count += sharedFiles(repository, entry.oid, node);
        else if (!node.isDirectory() && oidOf(node.content) == entry.oid)
            ++count;
    }
    return count;
}

} // namespace

bool isUnrelated(const git::Repository& repository, const git::Oid& commit, const unpack::SourceTree& source)
{
    unpack::SourceTree program = source;
    program.remove("debian");
    const qint64 all = filesBelow(program.root());
    return sharedFiles(repository, repository.commit(commit).tree, program.root()) * 100 < all;
}

} // namespace millrace::importer
