// SPDX-License-Identifier: GPL-3.0-or-later
// The statements of one of our SQL files. Pure; any thread. Needs Qt Core alone, as it is part of a tool of the build.
#pragma once

#include <QStringList>

namespace millrace::store {

/// Without comments, each without its semicolon. Splits at semicolons that end a line, except between two lines with
/// $$: the body of a function. Our files put none inside a literal at a line's end.
QStringList statements(const QString& sql);

} // namespace millrace::store
