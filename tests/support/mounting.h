// SPDX-License-Identifier: GPL-3.0-or-later
// Programs that see another file system than everybody else: with a full disk, with another file in place of the
// system's. Nothing is mounted where others could see it. Blocking; any thread.
#pragma once

#include <QStringList>

namespace millrace::test {

/// What to put before a program and its arguments, so that it runs where the shell command @p mount has been run; in
/// that, "$0" is @p place. Empty where this machine lets us mount nothing.
QStringList mounting(const QString& mount, const QString& place);

} // namespace millrace::test
