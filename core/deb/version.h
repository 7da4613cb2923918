// SPDX-License-Identifier: GPL-3.0-or-later
// Debian version numbers: order, validity and parts (Debian Policy 5.6.12, deb-version(7)). Pure; any thread.
#pragma once

#include <QByteArray>
#include <QString>

namespace millrace::deb {

/// Negative, 0 or positive as dpkg orders @p a before, with or after @p b. Versions that isValidVersion() refuses
/// have a place in the same total order, so that sorting hostile input is safe.
int compareVersions(QByteArrayView a, QByteArrayView b);

/// Bytes whose memcmp order is the order of compareVersions(); equal versions ("1.0", "1.0-0", "0:1.00") have equal
/// keys. For BLOB columns that SQL sorts by.
QByteArray versionSortKey(QByteArrayView version);

/// Whether Policy 5.6.12 allows it: an epoch of digits that fits 31 bits, an upstream part that begins with a digit, a
/// revision that is not empty, and nothing outside [A-Za-z0-9.+~:-].
bool isValidVersion(QByteArrayView version);

/// Without epoch and revision: "1:2.0-rc1-3" → "2.0-rc1".
QString upstreamVersion(const QString& version);

/// As file names have it: "1:2.0-1" → "2.0-1".
QString withoutEpoch(const QString& version);

/// Whether there is a Debian revision: a hyphen after the epoch.
bool hasRevision(const QString& version);

} // namespace millrace::deb
