// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/tarheader.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace millrace::unpack {

namespace {

/// A field that ends at its first NUL or at its full width.
QByteArray text(const TarBlock& block, size_t offset, size_t width)
{
    const char* begin = block.data() + offset;
    return QByteArray(begin, static_cast<qsizetype>(strnlen(begin, width)));
}

/// Octal digits between blanks, or GNU's base 256 (first bit set). Empty fields are 0.
std::optional<qint64> number(const TarBlock& block, size_t offset, size_t width)
{
    const auto* field = reinterpret_cast<const unsigned char*>(block.data() + offset);
    if (field[0] & 0x80) {
        if (field[0] != 0x80)
            return std::nullopt; // negative, or far beyond 64 bits
        quint64 value = 0;
        for (size_t i = 1; i < width; ++i) {
            if (value >> 55)
                return std::nullopt;
            value = (value << 8) | field[i];
        }
        return static_cast<qint64>(value);
    }
    size_t i = 0;
    while (i < width && field[i] == ' ')
        ++i;
    qint64 value = 0;
    for (; i < width && field[i] >= '0' && field[i] <= '7'; ++i)
        value = value * 8 + (field[i] - '0');
    if (i < width && field[i] != ' ' && field[i] != '\0')
        return std::nullopt;
    return value;
}

/// The sum over all bytes with the field itself read as blanks; old tars summed signed chars.
bool checksumMatches(const TarBlock& block)
{
    const std::optional<qint64> claimed = number(block, 148, 8);
    qint64 asUnsigned = 0;
    qint64 asSigned = 0;
    for (size_t i = 0; i < block.size(); ++i) {
        const char c = i >= 148 && i < 156 ? ' ' : block[i];
        asUnsigned += static_cast<unsigned char>(c);
        asSigned += static_cast<signed char>(c);
    }
    return claimed && (*claimed == asUnsigned || *claimed == asSigned);
}

std::vector<SparsePiece> pieces(const TarBlock& block, size_t offset, int count)
{
    std::vector<SparsePiece> found;
    for (int i = 0; i < count; ++i, offset += 24) {
        if (block[offset + 12] == '\0')
            break;
        found.push_back({number(block, offset, 12).value_or(-1), number(block, offset + 12, 12).value_or(-1)});
    }
    return found;
}

} // namespace

bool isZeroBlock(const TarBlock& block)
{
    return std::all_of(block.begin(), block.end(), [](char c) { return c == '\0'; });
}

std::optional<TarHeader> parseTarHeader(const TarBlock& block)
{
    if (!checksumMatches(block))
        return std::nullopt;
    TarHeader header;
    header.type = block[156];
    header.name = text(block, 0, 100);
    header.linkName = text(block, 157, 100);
    header.mode = number(block, 100, 8).value_or(0);
    const std::optional<qint64> size = number(block, 124, 12);
    if (!size)
        return std::nullopt;
    header.size = *size;
    // GNU's own magic is "ustar  "; there the bytes of the prefix mean something else.
    if (std::memcmp(block.data() + 257, "ustar", 6) == 0 && block[345] != '\0')
        header.name = text(block, 345, 155) + '/' + header.name;
    if (header.type == 'S') {
        header.pieces = pieces(block, 386, 4);
        header.moreSparseBlocks = block[482] != '\0';
        header.realSize = number(block, 483, 12).value_or(-1);
    }
    return header;
}

std::vector<SparsePiece> parseSparseBlock(const TarBlock& block, bool& more)
{
    more = block[504] != '\0';
    return pieces(block, 0, 21);
}

bool parsePaxRecords(const QByteArray& data, PaxRecords& records)
{
    QByteArray map;
    qsizetype at = 0;
    while (at < data.size()) {
        // "LENGTH KEY=VALUE\n", the length counting everything.
        const qsizetype blank = data.indexOf(' ', at);
        if (blank < 0)
            return data[at] == '\0'; // padding some writers leave
        const std::optional<qint64> length = parseDecimal(data.mid(at, blank - at));
        if (!length || *length <= blank - at + 1 || *length > data.size() - at || data[at + *length - 1] != '\n')
            return false;
        const QByteArray record = data.mid(blank + 1, at + *length - blank - 2);
        const qsizetype equals = record.indexOf('=');
        if (equals < 1)
            return false;
        const QByteArray key = record.left(equals);
        const QByteArray value = record.mid(equals + 1);
        if (key == "GNU.sparse.offset" || key == "GNU.sparse.numbytes")
            map += (map.isEmpty() ? "" : ",") + value;
        else
            records[key] = value;
        at += *length;
    }
    if (!map.isEmpty())
        records["GNU.sparse.map"] = map;
    return true;
}

std::optional<qint64> parseDecimal(const QByteArray& text)
{
    if (text.isEmpty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    bool ok = false;
    const qint64 value = text.toLongLong(&ok);
    return ok ? std::optional(value) : std::nullopt;
}

} // namespace millrace::unpack
