// SPDX-License-Identifier: GPL-3.0-or-later
// ContentSink: where the bytes of unpacked files go. The importer's writes them straight into git objects, so that a
// source is never a working tree; tests keep them in memory. Owned by the caller; used on the unpacking thread only.
#pragma once

#include <QByteArray>

#include <array>
#include <compare>
#include <functional>

namespace millrace::unpack {

/// What a sink calls a content it has stored: 20 opaque bytes, the same for the same content.
struct ContentId
{
    std::array<unsigned char, 20> bytes = {};
    auto operator<=>(const ContentId&) const = default;
};

class ContentSink
{
public:
    /// Fills @p buffer with up to @p room bytes; returns how many (never 0 while bytes are left). It throws Error
    /// when the source is truncated or corrupt: the sink must then forget the content it was writing.
    using Reader = std::function<qsizetype(char* buffer, qsizetype room)>;

    virtual ~ContentSink() = default;
    /// Stores exactly @p size bytes taken from @p read. @p keep, unless null, gets the same bytes.
    virtual ContentId store(qint64 size, const Reader& read, QByteArray* keep) = 0;
    /// Stores bytes that are in memory.
    ContentId storeBytes(const QByteArray& bytes);
};

} // namespace millrace::unpack
