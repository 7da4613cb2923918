// SPDX-License-Identifier: GPL-3.0-or-later
// CircuitBreaker: whether a resource can be used (importer.md b10). Closed: failures of three distinct subjects within
// five minutes open it; an attempt that got what it wanted meanwhile takes one of them back, for a resource that often
// fails is no outage, but never one that is still to come, for one that worked all day can be away now. Open: nobody
// uses it; one probe a minute. A probe that is answered makes it half open: one user at a time, whose success closes
// it and whose failure opens it again. What it knows is a value that the store keeps. Pure; any thread.
#pragma once

#include "core/base/clock.h"

#include <QList>
#include <QString>

#include <optional>

namespace millrace::failure {

enum class BreakerState { Closed, Open, HalfOpen };

/// "closed", "open", "half_open".
QString breakerStateName(BreakerState state);
std::optional<BreakerState> breakerStateFromName(QStringView name);

namespace breaker {
inline constexpr int subjectsToOpen = 3;
inline constexpr qint64 windowMs = 5 * 60 * 1000;
inline constexpr qint64 probeEveryMs = 60 * 1000;
} // namespace breaker

/// What is kept of a breaker. Times are epoch ms.
struct BreakerRecord
{
    BreakerState state = BreakerState::Closed;
    bool byHand = false; ///< a person opened it: no probe closes it
    qint64 sinceMs = 0;  ///< of this state
    qint64 openedMs = 0; ///< when the outage began, or the last one
    qint64 probedMs = 0; ///< the last probe; the opening counts as one
    int probes = 0;      ///< of this outage
    int successes = 0;   ///< how many of the window's failures are taken back by attempts that got what they wanted
    QString lastError = {};
};

struct BreakerFailure
{
    QString subject = {}; ///< a package
    qint64 atMs = 0;
};

class CircuitBreaker
{
public:
    /// @p window: earlier failures that did not open it; older ones than the window's length are forgotten.
    CircuitBreaker(const Clock& clock, BreakerRecord record, QList<BreakerFailure> window);

    enum class Effect {
        Suspected, ///< not enough to open it
        Opened,    ///< this one did: it and what is in the window are an outage
        Known,     ///< it was open, or half open and is open again
    };
    Effect failed(const QString& subject, const QString& error);
    /// An attempt that began at @p begunMs got what it wanted. Returns true when that closed the breaker.
    bool succeeded(qint64 begunMs);

    bool isProbeDue() const;
    /// A probe is due at once, unless it was opened by hand.
    void probeSoon();
    void probeBegun();
    /// Returns true when it is half open now.
    bool probeAnswered(bool up, const QString& error);
    /// Somebody reached the resource beside the breaker's rules: as good as a probe.
    bool reached() { return m_record.byHand ? false : probeAnswered(true, {}); }

    void openByHand();
    void close();

    const BreakerRecord& record() const { return m_record; }
    const QList<BreakerFailure>& window() const { return m_window; }

private:
    void moveTo(BreakerState state);

    const Clock& m_clock;
    BreakerRecord m_record;
    QList<BreakerFailure> m_window;
};

} // namespace millrace::failure
