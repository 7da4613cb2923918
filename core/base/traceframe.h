// SPDX-License-Identifier: GPL-3.0-or-later
// One line of a traceback: which function, where, doing what, with which values. A value; any thread.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>

#include <source_location>

namespace millrace {

struct TraceFrame
{
    QString function; ///< qualified name without return type, parameters and the outer "millrace::"
    QString file;     ///< from the top of the source tree: "core/unpack/…"
    int line = 0;
    QString what;       ///< the step in words: "unpack orig tarball"
    QJsonObject values; ///< the step's values, as text or number

    QJsonObject toJson() const;
    static TraceFrame fromJson(const QJsonObject& object);
    static TraceFrame at(const std::source_location& where, const QString& what, const QJsonObject& values = {});
};

using Traceback = QList<TraceFrame>; ///< oldest first, newest last

QJsonArray toJson(const Traceback& trace);
Traceback tracebackFromJson(const QJsonArray& array);

/// Reduces a compiler's pretty function name to one that GCC and Clang agree on, at any optimisation level:
/// failure signatures are computed from it and compared between hosts.
QString stableFunctionName(const char* prettyName);

} // namespace millrace
