// SPDX-License-Identifier: GPL-3.0-or-later
// Text from strangers on its way to a terminal, a log or a JSON reader: nothing in it may move a cursor, recolour a
// screen, forge a line or turn the reading direction around. Pure functions; any thread.
#pragma once

#include <QByteArray>
#include <QString>

namespace millrace {

/// One line: control characters (C0, DEL, C1), line and paragraph separators, direction overrides and lone surrogates
/// appear as "\x1b" or "\u202e"; a tab becomes a blank.
QString printable(const QString& text);
/// The same for text that has lines of its own: "\n" stays.
QString printableLines(const QString& text);
/// The same for a JSON document: what its writer leaves raw inside strings is escaped as JSON escapes it, so that a
/// reader of the JSON gets the same values.
QByteArray printableJson(const QByteArray& json);

} // namespace millrace
