// SPDX-License-Identifier: GPL-3.0-or-later
// PackSink: lets the unpacker write file contents straight into git objects of one pack. The writer outlives it; same
// thread as the writer.
#pragma once

#include "core/git/packwriter.h"
#include "core/unpack/contentsink.h"

namespace millrace::importer {

class PackSink final : public unpack::ContentSink
{
public:
    explicit PackSink(git::PackWriter& writer)
        : m_writer(writer)
    {
    }
    unpack::ContentId store(qint64 size, const Reader& read, QByteArray* keep) override;

private:
    git::PackWriter& m_writer;
};

/// A content's id is its blob's object id.
git::Oid oidOf(const unpack::ContentId& id);

} // namespace millrace::importer
