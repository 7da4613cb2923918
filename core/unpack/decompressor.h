// SPDX-License-Identifier: GPL-3.0-or-later
// Decompressor: the plain bytes of one compressed file, by libarchive's filters (gz, bz2, xz, lzma, zst; all of them
// read concatenated members). The filter follows from the file's name, as in dpkg. Reports progress of the step it is
// given in compressed bytes. Owned by whoever unpacks; the input, budget and step must outlive it.
#pragma once

#include "core/base/cancellation.h"
#include "core/base/step.h"
#include "core/unpack/inputfile.h"
#include "core/unpack/limits.h"

struct archive;

namespace millrace::unpack {

class Decompressor
{
public:
    Decompressor(const InputFile& input, UnpackBudget& budget, Step& step, const Cancellation& cancellation);
    ~Decompressor();
    Decompressor(const Decompressor&) = delete;
    Decompressor& operator=(const Decompressor&) = delete;

    /// Up to @p room bytes; fewer only at the end, 0 there. Throws Error "unpack.truncated" when the compressed file
    /// ends too early, "unpack.corrupt" when it is no such file or damaged, "unpack.limit", "internal.cancelled".
    qsizetype read(char* buffer, qsizetype room);
    /// Skips @p count bytes; returns how many there were.
    qint64 skip(qint64 count);

    /// Known extensions, without dot, as dpkg knows them ("gz", …); zst is ours.
    static bool isKnownExtension(QStringView extension);

private:
    static qint64 readCompressed(archive* handle, void* self, const void** buffer);
    [[noreturn]] void fail(const char* doing) const;

    struct Free
    {
        void operator()(archive* handle) const;
    };
    const InputFile& m_input;
    UnpackBudget& m_budget;
    Step& m_step;
    const Cancellation m_cancellation;
    std::unique_ptr<QIODevice> m_device;
    QByteArray m_block;
    std::exception_ptr m_deviceError;
    std::unique_ptr<archive, Free> m_archive;
    qint64 m_compressed = 0;
    qint64 m_produced = 0;
    bool m_atEnd = false;
};

} // namespace millrace::unpack
