// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/unpack/memorysink.h"

#include "core/base/digest.h"

#include <algorithm>

namespace millrace::test {

unpack::ContentId MemorySink::store(qint64 size, const Reader& read, QByteArray* keep)
{
    QByteArray bytes;
    while (bytes.size() < size) {
        // A small odd room, so that readers are asked at every possible border.
        char buffer[4099];
        const qsizetype got = read(buffer, std::min<qint64>(size - bytes.size(), sizeof buffer));
        if (got <= 0)
            qFatal("the reader gave nothing while bytes were left");
        bytes.append(buffer, got);
    }
    Digest digest(Digest::Algorithm::Sha1);
    digest.add(bytes);
    const QByteArray sha1 = digest.result();
    unpack::ContentId content;
    std::copy(sha1.begin(), sha1.end(), content.bytes.begin());
    m_contents[content] = bytes;
    if (keep)
        *keep = bytes;
    return content;
}

} // namespace millrace::test
