// SPDX-License-Identifier: GPL-3.0-or-later
// Every file that a patch may touch, so that only those need be written to disk. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QList>

namespace millrace::patches {

/// Paths below the source's root, one leading component removed (-p1), for all headers GNU patch reads: ---, +++,
/// ***, Index: and git's. Generous: text that looks like a header counts as one, and a name that ends at a tab or at
/// white space is given both ways. Names with ".." or NUL are left out; no duplicates, in order of appearance.
QList<QByteArray> namesIn(const QByteArray& patch);

/// The same path without its first @p strip components; empty when nothing is left or it would leave the root.
QByteArray strippedPath(const QByteArray& path, int strip);

} // namespace millrace::patches
