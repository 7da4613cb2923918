// SPDX-License-Identifier: GPL-3.0-or-later
// The number that a preview remembers and apply() compares: made of the ids and row versions of all that it is about.
// A value; any thread.
#pragma once

#include <QtGlobal>

namespace millrace::store {

class StateVersion
{
public:
    /// FNV-1a: a plain sum could not tell one row from another that changed as often.
    void mix(qint64 number) { m_hash = (m_hash ^ static_cast<quint64>(number)) * 1099511628211ULL; }
    /// At most 53 bits, which every JSON reader keeps.
    qint64 value() const { return static_cast<qint64>((m_hash ^ (m_hash >> 53)) & 0x1FFFFFFFFFFFFFULL); }

private:
    quint64 m_hash = 14695981039346656037ULL;
};

} // namespace millrace::store
