// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failure/circuitbreaker.h"

#include <algorithm>
#include <array>

namespace millrace::failure {

namespace {
constexpr std::array<std::pair<BreakerState, const char*>, 3> names = {{
    {BreakerState::Closed, "closed"},
    {BreakerState::Open, "open"},
    {BreakerState::HalfOpen, "half_open"},
}};
} // namespace

QString breakerStateName(BreakerState state)
{
    for (const auto& [value, name] : names) {
        if (value == state)
            return QLatin1String(name);
    }
    return {};
}

std::optional<BreakerState> breakerStateFromName(QStringView text)
{
    for (const auto& [value, name] : names) {
        if (text == QLatin1String(name))
            return value;
    }
    return std::nullopt;
}

CircuitBreaker::CircuitBreaker(const Clock& clock, BreakerRecord record, QList<BreakerFailure> window)
    : m_clock(clock)
    , m_record(std::move(record))
{
    const qint64 oldest = m_clock.nowMs() - breaker::windowMs;
    for (const BreakerFailure& failure : window) {
        if (failure.atMs > oldest)
            m_window.append(failure);
    }
    m_record.successes = std::min(m_record.successes, static_cast<int>(m_window.size()));
}

CircuitBreaker::Effect CircuitBreaker::failed(const QString& subject, const QString& error)
{
    m_record.lastError = error;
    if (m_record.state != BreakerState::Closed) {
        if (m_record.state == BreakerState::HalfOpen) {
            moveTo(BreakerState::Open);
            m_record.probedMs = m_clock.nowMs();
        }
        return Effect::Known;
    }
    // The same subject twice is one: a package that fails alone says nothing about its archive.
    m_window.removeIf([&](const BreakerFailure& known) { return known.subject == subject; });
    m_window.append({subject, m_clock.nowMs()});
    if (m_window.size() - m_record.successes < breaker::subjectsToOpen)
        return Effect::Suspected;
    moveTo(BreakerState::Open);
    m_record.byHand = false;
    m_record.openedMs = m_record.probedMs = m_clock.nowMs();
    m_record.probes = 0;
    return Effect::Opened;
}

bool CircuitBreaker::succeeded(qint64 begunMs)
{
    if (m_record.state == BreakerState::HalfOpen) {
        close();
        return true;
    }
    const bool after = std::any_of(m_window.cbegin(), m_window.cend(),
                                   [begunMs](const BreakerFailure& failure) { return failure.atMs <= begunMs; });
    if (m_record.state == BreakerState::Closed && after)
        m_record.successes = std::min(m_record.successes + 1, static_cast<int>(m_window.size()));
    return false;
}

bool CircuitBreaker::isProbeDue() const
{
    return m_record.state == BreakerState::Open && !m_record.byHand &&
           m_clock.nowMs() >= m_record.probedMs + breaker::probeEveryMs;
}

void CircuitBreaker::probeSoon()
{
    if (m_record.state == BreakerState::Open && !m_record.byHand)
        m_record.probedMs = std::min(m_record.probedMs, m_clock.nowMs() - breaker::probeEveryMs);
}

void CircuitBreaker::probeBegun()
{
    m_record.probedMs = m_clock.nowMs();
    ++m_record.probes;
}

bool CircuitBreaker::probeAnswered(bool up, const QString& error)
{
    if (m_record.state != BreakerState::Open)
        return false;
    if (!up) {
        m_record.lastError = error;
        return false;
    }
    moveTo(BreakerState::HalfOpen);
    return true;
}

void CircuitBreaker::openByHand()
{
    moveTo(BreakerState::Open);
    m_record.byHand = true;
    m_record.openedMs = m_record.probedMs = m_clock.nowMs();
    m_record.probes = 0;
    m_record.lastError.clear();
}

void CircuitBreaker::close()
{
    moveTo(BreakerState::Closed);
    m_record.byHand = false;
    m_record.successes = 0;
    m_window.clear();
}

void CircuitBreaker::moveTo(BreakerState state)
{
    m_record.state = state;
    m_record.sinceMs = m_clock.nowMs();
}

} // namespace millrace::failure
