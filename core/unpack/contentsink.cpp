// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/contentsink.h"

#include <cstring>

namespace millrace::unpack {

ContentId ContentSink::storeBytes(const QByteArray& bytes)
{
    qsizetype at = 0;
    return store(
        bytes.size(),
        [&](char* buffer, qsizetype room) {
            const qsizetype count = std::min(room, bytes.size() - at);
            std::memcpy(buffer, bytes.constData() + at, static_cast<size_t>(count));
            at += count;
            return count;
        },
        nullptr);
}

} // namespace millrace::unpack
