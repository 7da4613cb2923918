// SPDX-License-Identifier: GPL-3.0-or-later
// CompressedFile: one compressed file through libarchive's filters (never its archive formats). Opens no Step and
// counts no budget, so that it can run ahead on a thread of its own. One thread at a time.
#pragma once

#include "core/unpack/inputfile.h"

struct archive;

namespace millrace::unpack {

class CompressedFile
{
public:
    /// Throws Error "unpack.corrupt" for a name without a known compression.
    explicit CompressedFile(const InputFile& input);

    /// Up to @p room bytes; fewer only at the end, 0 there. Throws Error "unpack.truncated" when the
    /// compressed file ends too early, "unpack.corrupt" when it is no such file or damaged, "internal.io".
    qsizetype read(char* buffer, qsizetype room);
    /// Bytes of the compressed file taken so far.
    qint64 compressed() const { return m_compressed; }

    /// Known extensions, without dot, as dpkg knows them ("gz", …); zst is ours.
    static bool isKnownExtension(QStringView extension);

private:
    static qint64 readInput(archive* handle, void* self, const void** buffer);
    void openArchive();
    [[noreturn]] void fail(const char* doing) const;

    struct Free
    {
        void operator()(archive* handle) const;
    };
    const InputFile m_input;
    std::unique_ptr<QIODevice> m_device;
    QByteArray m_block;
    QString m_unreadable; ///< why the file could not be read
    std::unique_ptr<archive, Free> m_archive;
    qint64 m_compressed = 0;
    qint64 m_produced = 0;
    bool m_open = false;
    bool m_atEnd = false;
};

} // namespace millrace::unpack
