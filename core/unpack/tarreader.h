// SPDX-License-Identifier: GPL-3.0-or-later
// TarReader: the members of a tar stream in order, read as GNU tar reads them. Our own rather than libarchive's
// because that one rewrites the names of pax archives (to Unicode NFC), and names here are bytes.
// Owned by whoever unpacks; the decompressor and the budget must outlive it. One thread.
#pragma once

#include "core/unpack/decompressor.h"
#include "core/unpack/tarheader.h"

namespace millrace::unpack {

struct TarMember
{
    enum class Type { File, Directory, Symlink, HardLink, Special };
    Type type = Type::File;
    QByteArray name = {};
    QByteArray linkTarget = {}; ///< of symlinks and hard links
    qint64 size = 0;            ///< of a file, holes included
    bool executable = false;    ///< any x bit
};

class TarReader
{
public:
    TarReader(Decompressor& source, UnpackBudget& budget, QString fileName);

    /// The next member, skipping what was not read of the last one; false at the end of the archive. Everything after
    /// the end marker is ignored, and a missing marker is forgiven at a block border, as GNU tar does.
    /// Throws Error "unpack.truncated", "unpack.corrupt", "unpack.limit".
    bool next(TarMember& member);

    /// Data of the current file, holes as zeros: exactly its size, then 0.
    qsizetype read(char* buffer, qsizetype room);

private:
    bool readBlock(TarBlock& block);
    QByteArray readSmallData(qint64 size, const char* what);
    void readPax(const TarHeader& header, PaxRecords& records, qint64& total, qint64 limit);
    void skipRest();
    void readSparseMap(const TarHeader& header);
    void startSparse(std::vector<SparsePiece> pieces, qint64 realSize);
    qint64 mapNumber();
    TarMember describe(TarHeader header);
    void applyPax(TarHeader& header);
    [[noreturn]] void corrupt(const QString& why) const;
    [[noreturn]] void truncated() const;

    Decompressor& m_source;
    UnpackBudget& m_budget;
    QString m_fileName;
    QByteArray m_name; ///< of the current member, for messages
    PaxRecords m_global;
    PaxRecords m_records;     ///< of the current member, global ones included
    qint64 m_globalBytes = 0; ///< of pax headers that were read into m_global
    qint64 m_stored = 0;      ///< bytes of the current member still in the stream
    qint64 m_padding = 0;
    bool m_sparse = false;
    std::vector<SparsePiece> m_pieces;
    size_t m_piece = 0;
    qint64 m_offset = 0; ///< in the current sparse file
    qint64 m_realSize = 0;
};

} // namespace millrace::unpack
