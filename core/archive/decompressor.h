// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a compressed file (xz, gz, bz2, lzma, zst or plain) as a stream of its content, in constant memory.
// One object belongs to one thread.
#pragma once

#include <QString>

#include <memory>

struct archive;

namespace millrace::archive {

class Decompressor
{
public:
    /// More content than @p sizeLimit bytes is "limit.size". Throws Error "archive.index" where it cannot be opened.
    Decompressor(const QString& path, qint64 sizeLimit);
    ~Decompressor();

    /// Up to @p size bytes into @p buffer; 0 at the end. Throws "archive.index" for broken data.
    qint64 read(char* buffer, qint64 size);

private:
    struct Free
    {
        void operator()(::archive* reader) const;
    };
    QString m_path;
    qint64 m_left;
    bool m_ended = false;
    std::unique_ptr<::archive, Free> m_reader;
};

} // namespace millrace::archive
