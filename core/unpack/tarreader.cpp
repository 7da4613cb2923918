// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/tarreader.h"

#include "core/base/error.h"
#include "core/unpack/rawname.h"

#include <cstring>

namespace millrace::unpack {

namespace {

/// Long names and pax headers are read into memory; honest ones are far smaller. All of a member's pax headers count
/// together, and so do all global ones of an archive: their records add up.
constexpr qint64 maximalExtraHeader = 4 << 20;
/// Global records are copied for every member; honest archives have one, a commit id.
constexpr qint64 maximalGlobalHeaders = 64 << 10;
constexpr size_t maximalPieces = 1'000'000;

qint64 paddingOf(qint64 size)
{
    return (tarBlockSize - size % tarBlockSize) % tarBlockSize;
}

QByteArray upToNul(const QByteArray& bytes)
{
    const qsizetype end = bytes.indexOf('\0');
    return end < 0 ? bytes : bytes.left(end);
}

} // namespace

TarReader::TarReader(Decompressor& source, UnpackBudget& budget, QString fileName)
    : m_source(source)
    , m_budget(budget)
    , m_fileName(std::move(fileName))
{
}

void TarReader::corrupt(const QString& why) const
{
    throw Error(QStringLiteral("unpack.corrupt"), QStringLiteral("%1 is no sound tar archive: %2").arg(m_fileName, why),
                {{QStringLiteral("file"), m_fileName}, {QStringLiteral("lastMember"), shownName(m_name)}});
}

void TarReader::truncated() const
{
    throw Error(QStringLiteral("unpack.truncated"), QStringLiteral("%1 ends in the middle of a member").arg(m_fileName),
                {{QStringLiteral("file"), m_fileName}, {QStringLiteral("lastMember"), shownName(m_name)}});
}

bool TarReader::readBlock(TarBlock& block)
{
    // GNU tar takes a piece of a block at the very end for garbage.
    return m_source.read(block.data(), tarBlockSize) == tarBlockSize;
}

QByteArray TarReader::readSmallData(qint64 size, const char* what)
{
    if (size > maximalExtraHeader)
        corrupt(QStringLiteral("a %1 of %2 bytes").arg(QLatin1String(what)).arg(size));
    QByteArray data(size, Qt::Uninitialized);
    if (m_source.read(data.data(), size) != size || m_source.skip(paddingOf(size)) != paddingOf(size))
        truncated();
    return data;
}

void TarReader::readPax(const TarHeader& header, PaxRecords& records, qint64& total, qint64 limit)
{
    total += header.size;
    if (total > limit)
        corrupt(QStringLiteral("pax headers of %1 bytes").arg(total));
    if (!parsePaxRecords(readSmallData(header.size, "pax header"), records))
        corrupt(QStringLiteral("a malformed pax header"));
}

void TarReader::skipRest()
{
    if (m_source.skip(m_stored) != m_stored)
        truncated();
    // A last member without its padding is complete all the same.
    m_source.skip(m_padding);
    m_stored = m_padding = 0;
    m_sparse = false;
}

bool TarReader::next(TarMember& member)
{
    skipRest();
    std::optional<QByteArray> longName;
    std::optional<QByteArray> longLink;
    PaxRecords own;
    TarBlock block;
    bool extended = false;
    qint64 paxBytes = 0;
    while (true) {
        if (!readBlock(block)) {
            if (extended || m_name.isNull())
                truncated();
            return false;
        }
        if (isZeroBlock(block))
            return false;
        std::optional<TarHeader> header = parseTarHeader(block);
        if (!header)
            corrupt(QStringLiteral("a header's checksum is wrong"));
        extended = true;
        m_name = header->name;
        switch (header->type) {
        case 'L':
            longName = upToNul(readSmallData(header->size, "long name"));
            continue;
        case 'K':
            longLink = upToNul(readSmallData(header->size, "long link target"));
            continue;
        case 'x':
        case 'X':
            readPax(*header, own, paxBytes, maximalExtraHeader);
            continue;
        case 'g':
            readPax(*header, m_global, m_globalBytes, maximalGlobalHeaders);
            continue;
        case 'V': // a volume's label
        case 'N': // names mangled by GNU tar before 1.11
            m_stored = header->size;
            m_padding = paddingOf(header->size);
            skipRest();
            extended = false;
            continue;
        case 'M':
            corrupt(QStringLiteral("a member continued from another volume"));
        default:
            break;
        }
        if (longName)
            header->name = *longName;
        if (longLink)
            header->linkName = *longLink;
        m_records = own;
        m_records.insert(m_global.begin(), m_global.end());
        member = describe(*header);
        return true;
    }
}

void TarReader::applyPax(TarHeader& header)
{
    const auto value = [this](const char* key) { return m_records.find(key); };
    if (const auto path = value("path"); path != m_records.end())
        header.name = path->second;
    if (const auto link = value("linkpath"); link != m_records.end())
        header.linkName = link->second;
    if (const auto size = value("size"); size != m_records.end()) {
        const std::optional<qint64> number = parseDecimal(size->second);
        if (!number)
            corrupt(QStringLiteral("a malformed size in a pax header"));
        header.size = *number;
    }
}

TarMember TarReader::describe(TarHeader header)
{
    applyPax(header);
    if (const auto name = m_records.find("GNU.sparse.name"); name != m_records.end())
        header.name = name->second;
    m_name = upToNul(header.name);

    TarMember member;
    member.name = m_name;
    member.linkTarget = upToNul(header.linkName);
    member.executable = (header.mode & 0111) != 0;
    m_budget.addMember();
    m_budget.checkPath(member.name);
    m_budget.checkPath(member.linkTarget);
    switch (header.type) {
    case '1':
        member.type = TarMember::Type::HardLink;
        return member;
    case '2':
        member.type = TarMember::Type::Symlink;
        return member;
    case '3':
    case '4':
    case '6':
        member.type = TarMember::Type::Special;
        return member;
    case 'D': // GNU's directory with a list of its names as data
        m_stored = header.size;
        m_padding = paddingOf(m_stored);
        [[fallthrough]];
    case '5':
        member.type = TarMember::Type::Directory;
        return member;
    default:
        break;
    }
    // As GNU tar: links, directories and the like have no data whatever their size says; BSD tars mark directories by a
    // slash; an unknown type is a file.
    if (member.name.endsWith('/')) {
        member.type = TarMember::Type::Directory;
        return member;
    }
    m_stored = header.size;
    m_padding = paddingOf(m_stored);
    m_budget.checkFile(header.size, member.name);
    readSparseMap(header);
    member.size = m_sparse ? m_realSize : header.size;
    return member;
}

void TarReader::readSparseMap(const TarHeader& header)
{
    const auto record = [this](const char* key) {
        const auto found = m_records.find(key);
        return found == m_records.end() ? QByteArray() : found->second;
    };
    if (header.type == 'S') {
        std::vector<SparsePiece> pieces = header.pieces;
        TarBlock block;
        for (bool more = header.moreSparseBlocks; more;) {
            if (!readBlock(block))
                truncated();
            const std::vector<SparsePiece> further = parseSparseBlock(block, more);
            pieces.insert(pieces.end(), further.begin(), further.end());
            if (pieces.size() > maximalPieces)
                corrupt(QStringLiteral("a sparse file of too many pieces"));
        }
        startSparse(std::move(pieces), header.realSize);
    } else if (record("GNU.sparse.major") == "1") {
        // The map is decimal lines at the start of the data, padded to a block.
        const qint64 before = m_stored;
        const qint64 count = mapNumber();
        if (count > static_cast<qint64>(maximalPieces))
            corrupt(QStringLiteral("a sparse file of too many pieces"));
        std::vector<SparsePiece> pieces;
        for (qint64 i = 0; i < count; ++i) {
            const qint64 offset = mapNumber();
            pieces.push_back({offset, mapNumber()});
        }
        const qint64 rest = paddingOf(before - m_stored);
        if (m_source.skip(rest) != rest)
            truncated();
        m_stored -= rest;
        startSparse(std::move(pieces), parseDecimal(record("GNU.sparse.realsize")).value_or(-1));
    } else if (m_records.contains("GNU.sparse.map")) {
        const QList<QByteArray> numbers = record("GNU.sparse.map").split(',');
        std::vector<SparsePiece> pieces;
        for (qsizetype i = 0; i + 1 < numbers.size(); i += 2)
            pieces.push_back({parseDecimal(numbers[i]).value_or(-1), parseDecimal(numbers[i + 1]).value_or(-1)});
        startSparse(std::move(pieces), parseDecimal(record("GNU.sparse.size")).value_or(-1));
    }
}

qint64 TarReader::mapNumber()
{
    QByteArray digits;
    char c = '\0';
    while (true) {
        if (m_stored-- <= 0 || m_source.read(&c, 1) != 1)
            corrupt(QStringLiteral("a sparse map without end"));
        if (c == '\n')
            break;
        digits += c;
        if (digits.size() > 20)
            corrupt(QStringLiteral("a malformed sparse map"));
    }
    const std::optional<qint64> number = parseDecimal(digits);
    if (!number)
        corrupt(QStringLiteral("a malformed sparse map"));
    return *number;
}

void TarReader::startSparse(std::vector<SparsePiece> pieces, qint64 realSize)
{
    qint64 end = 0;
    qint64 data = 0;
    m_budget.checkFile(realSize, m_name);
    for (const SparsePiece& piece : pieces) {
        if (piece.offset < end || piece.size < 0 || piece.offset > realSize || piece.size > realSize - piece.offset)
            corrupt(QStringLiteral("a sparse map that overlaps or leaves the file"));
        end = piece.offset + piece.size;
        data += piece.size;
    }
    if (data != m_stored || realSize < 0)
        corrupt(QStringLiteral("a sparse map that does not fit its data"));
    m_source.addHoles(realSize - data);
    m_sparse = true;
    m_pieces = std::move(pieces);
    m_piece = 0;
    m_offset = 0;
    m_realSize = realSize;
}

qsizetype TarReader::read(char* buffer, qsizetype room)
{
    if (m_sparse) {
        while (m_piece < m_pieces.size() && m_offset >= m_pieces[m_piece].offset + m_pieces[m_piece].size)
            ++m_piece;
        const bool inPiece = m_piece < m_pieces.size() && m_offset >= m_pieces[m_piece].offset;
        const qint64 end = inPiece                     ? m_pieces[m_piece].offset + m_pieces[m_piece].size
                           : m_piece < m_pieces.size() ? m_pieces[m_piece].offset
                                                       : m_realSize;
        room = std::min<qint64>(room, end - m_offset);
        m_offset += room;
        if (!inPiece) {
            std::memset(buffer, 0, static_cast<size_t>(room));
            return room;
        }
    }
    room = std::min<qint64>(room, m_stored);
    const qsizetype got = m_source.read(buffer, room);
    if (got != room)
        truncated();
    m_stored -= got;
    return got;
}

} // namespace millrace::unpack
