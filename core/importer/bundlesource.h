// SPDX-License-Identifier: GPL-3.0-or-later
// BundleSource: the tree in the git bundle of a 3.0 (git) upload (importer.md c18). The bundle becomes a repository
// below the scratch folder and is gone with this object; only the tree at HEAD is taken, its blobs one by one into
// the sink, so no object and no ref of a stranger gets into ours unread. One upload, one thread.
#pragma once

#include "core/git/bundle.h"
#include "core/unpack/bundlereader.h"

#include <memory>

namespace millrace::importer {

class BundleSource final : public unpack::BundleReader
{
public:
    /// @p scratchFolder must exist; it is left as it was.
    explicit BundleSource(QString scratchFolder);
    ~BundleSource() override;
    BundleSource(const BundleSource&) = delete;
    BundleSource& operator=(const BundleSource&) = delete;

    unpack::SourceTree read(const unpack::InputFile& bundle, unpack::ContentSink& sink, unpack::UnpackBudget& budget,
                            const Cancellation& cancellation) override;
    QByteArray bytes(const unpack::SourceTree::Node& file) override;

private:
    struct Walk;
    void readFolder(Walk& walk, const git::Oid& oid, int depth);
    unpack::SourceTree::Node readEntry(Walk& walk, const git::TreeEntry& entry);
    QByteArray blob(const Walk& walk, const git::TreeEntry& entry) const;

    QString m_folder;
    std::unique_ptr<git::Bundle> m_bundle;
    std::map<unpack::ContentId, git::Oid> m_blobs;
};

} // namespace millrace::importer
