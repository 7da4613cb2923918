// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/packindex.h"

#include "core/base/digest.h"

#include <QtEndian>

namespace millrace::git {

namespace {
template <typename Integer> void appendBigEndian(QByteArray& out, Integer value)
{
    const Integer swapped = qToBigEndian(value);
    out.append(reinterpret_cast<const char*>(&swapped), sizeof swapped);
}
} // namespace

QByteArray packIndexContent(std::vector<PackIndexEntry>& entries, const Oid& packHash)
{
    std::sort(entries.begin(), entries.end(),
              [](const PackIndexEntry& a, const PackIndexEntry& b) { return a.oid < b.oid; });

    QByteArray out;
    out.reserve(8 + 256 * 4 + qsizetype(entries.size()) * 28 + 40);
    out.append("\377tOc", 4);
    appendBigEndian<quint32>(out, 2);

    // The fan-out: how many oids start with this byte or a smaller one.
    size_t below = 0;
    for (unsigned first = 0; first < 256; ++first) {
        while (below < entries.size() && entries[below].oid.bytes[0] <= first)
            ++below;
        appendBigEndian(out, quint32(below));
    }
    for (const PackIndexEntry& entry : entries)
        out.append(entry.oid.raw());
    for (const PackIndexEntry& entry : entries)
        appendBigEndian(out, entry.crc);

    constexpr quint32 isLarge = 0x8000'0000;
    QByteArray large;
    for (const PackIndexEntry& entry : entries) {
        if (entry.offset < isLarge) {
            appendBigEndian(out, quint32(entry.offset));
        } else {
            appendBigEndian(out, isLarge | quint32(large.size() / 8));
            appendBigEndian(large, entry.offset);
        }
    }
    out.append(large);
    out.append(packHash.raw());

    Digest digest(Digest::Algorithm::Sha1);
    digest.add(out);
    out.append(digest.result());
    return out;
}

} // namespace millrace::git
