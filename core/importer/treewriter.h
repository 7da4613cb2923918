// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a SourceTree as git trees: names escaped where git would refuse them (importer.md b6), no empty directories
// (frozen decision 2). Same thread as the pack writer.
#pragma once

#include "core/git/packwriter.h"
#include "core/unpack/sourcetree.h"

#include <optional>

namespace millrace::importer {

class TreeWriter
{
public:
    explicit TreeWriter(git::PackWriter& writer)
        : m_writer(writer)
    {
    }

    /// Returns the root tree's id. Folders that two trees share are written once.
    git::Oid write(const unpack::SourceTree& tree);

private:
    std::optional<git::Oid> writeFolder(const unpack::SourceTree::Node& folder, int depth);

    git::PackWriter& m_writer;
};

} // namespace millrace::importer
