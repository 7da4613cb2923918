// SPDX-License-Identifier: GPL-3.0-or-later
// Decompressor: the decompressed bytes of one file of an upload, held to the limits, with progress. The decompression
// itself runs ahead on another thread. Borrows input, budget and step; one thread.
#pragma once

#include "core/base/cancellation.h"
#include "core/base/readahead.h"
#include "core/base/step.h"
#include "core/unpack/compressedfile.h"
#include "core/unpack/limits.h"

namespace millrace::unpack {

class Decompressor
{
public:
    Decompressor(const InputFile& input, UnpackBudget& budget, Step& step, const Cancellation& cancellation);

    /// Up to @p room bytes; fewer only at the end, 0 there. Throws Error "unpack.truncated" when the compressed file
    /// ends too early, "unpack.corrupt" when it is no such file or damaged, "unpack.limit", "internal.cancelled".
    qsizetype read(char* buffer, qsizetype room);
    /// Skips @p count bytes; returns how many there were.
    qint64 skip(qint64 count);
    /// Bytes that a sparse file adds without any in the stream count as produced: they cost whoever stores them as
    /// much.
    void addHoles(qint64 count);

private:
    /// Makes sure that there are bytes in m_block, or that it is the end.
    bool fill();

    const InputFile& m_input;
    UnpackBudget& m_budget;
    Step& m_step;
    const Cancellation m_cancellation;
    CompressedFile m_file;
    ReadAhead m_ahead; // after the file that its thread reads
    ReadAhead::Block m_block;
    qsizetype m_used = 0; ///< bytes of the block that were handed out
    qint64 m_produced = 0;
    bool m_atEnd = false;
};

} // namespace millrace::unpack
