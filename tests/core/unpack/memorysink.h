// SPDX-License-Identifier: GPL-3.0-or-later
// A ContentSink that keeps every content in memory under its SHA-1; for tests.
#pragma once

#include "core/unpack/contentsink.h"

#include <map>

namespace millrace::test {

class MemorySink final : public unpack::ContentSink
{
public:
    unpack::ContentId store(qint64 size, const Reader& read, QByteArray* keep) override;

    /// The bytes of @p content; throws std::out_of_range for one that was never stored.
    const QByteArray& at(const unpack::ContentId& content) const { return m_contents.at(content); }

private:
    std::map<unpack::ContentId, QByteArray> m_contents;
};

} // namespace millrace::test
