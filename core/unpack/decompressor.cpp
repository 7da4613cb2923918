// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/decompressor.h"

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

bool Decompressor::fill()
{
    if (m_used < m_block.bytes.size())
        return true;
    if (m_atEnd)
        return false;
    m_cancellation.throwIfCancelled();
    m_block = m_ahead.next();
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
