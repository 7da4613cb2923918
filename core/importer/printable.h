// SPDX-License-Identifier: GPL-3.0-or-later
// Paths of a source as the store and JSON keep them. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QStringList>

namespace millrace::importer {

/// Control characters, '%' and the bytes of names that are no UTF-8 as %XX; everything else as it is. Undoing the %XX
/// gives back every path, whatever it was.
QStringList printablePaths(const QList<QByteArray>& paths);

} // namespace millrace::importer
