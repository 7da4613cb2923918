// SPDX-License-Identifier: GPL-3.0-or-later
// BundleReader: how format 3.0 (git) gets at the tree in its git bundle, which this module knows nothing about.
// The importer implements it; used on the unpacking thread only.
#pragma once

#include "core/base/cancellation.h"
#include "core/unpack/inputfile.h"
#include "core/unpack/limits.h"
#include "core/unpack/sourcetree.h"

namespace millrace::unpack {

class BundleReader
{
public:
    virtual ~BundleReader() = default;

    /// The tree that @p bundle names HEAD, its contents in @p sink. Throws Error "unpack.corrupt", "unpack.limit" and,
    /// for a tree with submodules, "dsc.format".
    virtual SourceTree read(const InputFile& bundle, ContentSink& sink, UnpackBudget& budget,
                            const Cancellation& cancellation) = 0;
    /// The bytes of a file of that tree.
    virtual QByteArray bytes(const SourceTree::Node& file) = 0;
};

} // namespace millrace::unpack
