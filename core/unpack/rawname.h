// SPDX-License-Identifier: GPL-3.0-or-later
// Raw byte paths: their parts, and how they are shown to people. Pure functions; any thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace millrace::unpack {

/// @p path as text: bytes that are no UTF-8, control characters and '%' appear as %XX.
QString shownName(const QByteArray& path);

/// Each of @p paths so: undoing the %XX gives back every path, whatever it was.
QStringList shownNames(const QList<QByteArray>& paths);
/// The parts between slashes; empty parts and "." are left out, ".." is kept.
QList<QByteArray> pathParts(const QByteArray& path);

/// "a/b" of {"a", "b"}.
QByteArray joinParts(const QList<QByteArray>& parts);

/// What stands before the last slash; empty for a name in the root.
QByteArray parentPath(const QByteArray& path);

} // namespace millrace::unpack
