// SPDX-License-Identifier: GPL-3.0-or-later
// The 512-byte blocks and pax records of the tar formats (v7, ustar, GNU, pax), as bytes: names are never converted.
// Sources: POSIX.1-2017 pax (ustar and pax interchange formats), GNU tar manual "Basic Tar Format". Pure; any thread.
#pragma once

#include <QByteArray>

#include <array>
#include <map>
#include <optional>
#include <vector>

namespace millrace::unpack {

inline constexpr qsizetype tarBlockSize = 512;
using TarBlock = std::array<char, tarBlockSize>;
/// Records of a pax header; keys like "path", values raw.
using PaxRecords = std::map<QByteArray, QByteArray>;

/// A piece of a sparse file that has data.
struct SparsePiece
{
    qint64 offset = 0;
    qint64 size = 0;
};

struct TarHeader
{
    char type = '0';
    QByteArray name = {}; ///< with the ustar prefix
    QByteArray linkName = {};
    qint64 mode = 0;
    qint64 size = 0; ///< of the data that follows
    /// Old GNU sparse files (type 'S') only.
    std::vector<SparsePiece> pieces = {};
    qint64 realSize = 0;
    bool moreSparseBlocks = false;
};

bool isZeroBlock(const TarBlock& block);

/// Empty when the checksum is wrong or a number is none.
std::optional<TarHeader> parseTarHeader(const TarBlock& block);

/// The 21 pieces of an extension block of an old GNU sparse file; @p more tells whether another block follows.
std::vector<SparsePiece> parseSparseBlock(const TarBlock& block, bool& more);

/// Adds the records of a pax header's data to @p records; GNU.sparse 0.0 repeats keys, which are joined as the map
/// of 0.1 ("GNU.sparse.map" = "offset,size,…"). False when the data is malformed.
bool parsePaxRecords(const QByteArray& data, PaxRecords& records);

/// A decimal number ≥ 0; empty for anything else.
std::optional<qint64> parseDecimal(const QByteArray& text);

} // namespace millrace::unpack
