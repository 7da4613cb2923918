// SPDX-License-Identifier: GPL-3.0-or-later
// What a metric may be: a range of the monitoring plugins' guidelines, or a multiple of what is usual here.
// Values; any thread.
#pragma once

#include <QString>

#include <limits>
#include <optional>

namespace millrace::monitor {

enum class Unit { Count, Counter, Seconds, Percent };

/// Which side of a plain number is bad: "12" of a metric that should be small allows 0 to 12, of one that should be
/// large 12 and more.
enum class BadSide { High, Low };

/// "10", "10:", "~:10", "10:20": a value outside is an alarm; "@10:20": a value inside is.
struct Range
{
    double low = 0;
    double high = std::numeric_limits<double>::infinity();
    bool inside = false;

    bool alarms(double value) const;
    /// As perfdata has it: "10", "10:", "~:10", "10:20", "@10:20".
    QString text() const;
};

/// A limit as a person writes it, before it is known what is usual.
struct Limit
{
    std::optional<Range> range = {};
    double factor = 0;          ///< of the median; 0 = the range counts
    double leastDifference = 0; ///< and this much above it, so that 2 instead of 1 is no alarm

    /// A range whose ends may carry a unit ("8h", "30m", "10%"), or "1.3x" or "1.3x+10": alarm from 1.3 times the
    /// median on, if that is also 10 above it. Empty = never.
    /// Throws Error "usage.limit".
    static Limit parse(const QString& text, Unit unit, BadSide badSide);
    /// The range that holds now; nothing where there is none, or no median yet.
    std::optional<Range> resolved(std::optional<qint64> median) const;
};

/// A number without exponent and without needless digits: "0.0012", "650".
QString plainNumber(double value);

} // namespace millrace::monitor
