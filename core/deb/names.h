// SPDX-License-Identifier: GPL-3.0-or-later
// Names: source packages, files of an upload, and tags by DEP-14. Pure; any thread.
#pragma once

#include <QString>

namespace millrace::deb {

/// Debian Policy 5.6.1: at least two of [a-z0-9+.-], the first a letter or digit. At most 200, so that file names made
/// of it fit. A valid name is safe as one component of a path.
bool isValidSourceName(const QString& name);

/// Whether a file of an upload may have this name (importer.md c15): printable ASCII without blanks and '/', not
/// beginning with '.' or '-', at most 255 long. A valid name is safe as one component of a path.
bool isValidFileName(const QString& name);

/// A version as a git ref component (DEP-14; importer.md b3): "1:2.0~rc1-1" → "1%2.0_rc1-1". One to one for versions
/// that isValidVersion() accepts.
QString mangleVersion(const QString& version);

/// The inverse of mangleVersion().
QString unmangleVersion(const QString& mangled);

/// "debian/1%2.0-1"; @p vendor is a ref component already.
QString vendorTag(const QString& vendor, const QString& version);

/// "upstream/2.0_rc1" for what upstreamVersion() gave; components of an upload have no tags of their own (b2).
QString upstreamTag(const QString& upstream);

} // namespace millrace::deb
