// SPDX-License-Identifier: GPL-3.0-or-later
// Which sources cannot be checked out on every system (importer.md c38, c39). They are imported as they are; the flags
// only warn. Pure functions; any thread.
#pragma once

#include "core/unpack/sourcetree.h"

#include <QStringList>

namespace millrace::importer {

/// False for a path component that is no UTF-8 or that Windows refuses or changes: control characters, one of
/// \ : * ? " < > |, a blank or dot at the end, a device like "con" or "com1.txt" (Microsoft's "Naming Files, Paths,
/// and Namespaces").
bool isPortableName(QByteArrayView name);

/// "names.unportable" when a name is not portable, "names.collide" when two names of one folder are the same to a
/// system that ignores case or the form of Unicode (NTFS, APFS).
QStringList portabilityFlags(const unpack::SourceTree& tree);

} // namespace millrace::importer
