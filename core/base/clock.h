// SPDX-License-Identifier: GPL-3.0-or-later
// The time of day, as something that tests can set. No code in core asks the system for the time except through it.
// Implementations are safe to call from any thread; whoever creates one keeps it alive.
#pragma once

#include <QtGlobal>

#include <atomic>

namespace millrace {

class Clock
{
public:
    virtual ~Clock() = default;
    /// Milliseconds since 1970-01-01 UTC.
    virtual qint64 nowMs() const = 0;

    /// The machine's clock.
    static const Clock& system();
};

/// A clock that stands still until told to move.
class FixedClock final : public Clock
{
public:
    explicit FixedClock(qint64 startMs = 1'700'000'000'000)
        : m_now(startMs)
    {
    }
    qint64 nowMs() const override { return m_now.load(); }
    void advance(qint64 ms) { m_now += ms; }
    void set(qint64 ms) { m_now = ms; }

private:
    std::atomic<qint64> m_now;
};

} // namespace millrace
