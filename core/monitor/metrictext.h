// SPDX-License-Identifier: GPL-3.0-or-later
// Writes OpenMetrics text (version 1.0.0): families with type, unit and help, their samples, and the end mark.
// A value; one thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <utility>

namespace millrace::monitor {

/// Name and value, as they stand between braces.
using Labels = QList<std::pair<const char*, QString>>;

class MetricText
{
public:
    enum class Type { Gauge, Counter, Info, StateSet };

    /// Begins a family; its samples follow. @p name ends with the unit where there is one. A name is used once.
    void family(const char* name, Type type, const char* help, const char* unit = "");
    /// A sample of the family that was begun last. Counters and infos get their suffix here.
    void sample(const Labels& labels, double value);
    void sample(double value) { sample({}, value); }
    /// The whole text, with "# EOF".
    QByteArray finished() const { return m_text + "# EOF\n"; }

    static constexpr const char* contentType = "application/openmetrics-text; version=1.0.0; charset=utf-8";

private:
    QByteArray m_text;
    QByteArray m_sampleName;
};

} // namespace millrace::monitor
