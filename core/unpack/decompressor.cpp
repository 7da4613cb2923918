// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/decompressor.h"

#include "core/base/error.h"

#include <cstring>

namespace millrace::unpack {

Decompressor::Decompressor(const InputFile& input, UnpackBudget& budget, Step& step, const Cancellation& cancellation)
    : m_input(input)
    , m_budget(budget)
    , m_step(step)
    , m_cancellation(cancellation)
    , m_file(input)
    , m_ahead([this](char* buffer, qsizetype room) {
        const qsizetype count = m_file.read(buffer, room);
        return std::pair(count, m_file.compressed());
    })
{
}

void Decompressor::fail(const CompressionProblem& problem) const
{
    if (problem.unreadable)
        throw Error(QStringLiteral("internal.io"),
                    QStringLiteral("cannot read %1: %2").arg(m_input.file.name, problem.said),
                    {{QStringLiteral("file"), m_input.file.name}, {QStringLiteral("readBytes"), problem.compressed}});
    // libarchive has one error number for all damage; only its words tell a short file.
    const bool truncated = problem.said.contains(QLatin1String("truncated"), Qt::CaseInsensitive);
    throw Error(truncated ? QStringLiteral("unpack.truncated") : QStringLiteral("unpack.corrupt"),
                truncated ? QStringLiteral("%1 ends in the middle of its compressed data").arg(m_input.file.name)
                          : QStringLiteral("%1 cannot be decompressed").arg(m_input.file.name),
                {{QStringLiteral("file"), m_input.file.name},
                 {QStringLiteral("libarchive"), problem.said},
                 {QStringLiteral("doing"), QString::fromLatin1(problem.doing)},
                 {QStringLiteral("compressedBytes"), problem.compressed},
                 {QStringLiteral("producedBytes"), m_produced}});
}

bool Decompressor::fill()
{
    if (m_used < m_block.bytes.size())
        return true;
    if (m_atEnd)
        return false;
    m_cancellation.throwIfCancelled();
    try {
        m_block = m_ahead.next();
    } catch (const CompressionProblem& problem) {
        fail(problem);
    }
    m_used = 0;
    m_atEnd = m_block.bytes.isEmpty();
    m_produced += m_block.bytes.size();
    m_budget.addBytes(m_block.bytes.size());
    m_budget.checkRatio(m_produced, m_input.file.size);
    if (!m_atEnd)
        m_step.progress(m_block.position, m_input.file.size);
    return !m_atEnd;
}

qsizetype Decompressor::read(char* buffer, qsizetype room)
{
    qsizetype total = 0;
    while (total < room && fill()) {
        const qsizetype count = std::min(room - total, m_block.bytes.size() - m_used);
        std::memcpy(buffer + total, m_block.bytes.constData() + m_used, static_cast<size_t>(count));
        m_used += count;
        total += count;
    }
    return total;
}

qint64 Decompressor::skip(qint64 count)
{
    qint64 skipped = 0;
    while (skipped < count && fill()) {
        const qint64 now = std::min<qint64>(count - skipped, m_block.bytes.size() - m_used);
        m_used += now;
        skipped += now;
    }
    return skipped;
}

void Decompressor::addHoles(qint64 count)
{
    m_produced += count;
    m_budget.addBytes(count);
    m_budget.checkRatio(m_produced, m_input.file.size);
}

} // namespace millrace::unpack
