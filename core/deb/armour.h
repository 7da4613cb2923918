// SPDX-License-Identifier: GPL-3.0-or-later
// ASCII armour of OpenPGP (RFC 4880, 6.2): keys as sources.list(5) and debian/upstream/signing-key.asc have them.
// Pure; any thread.
#pragma once

#include <QByteArray>

namespace millrace::deb {

/// Whether there is an armoured key in it.
bool isArmoured(const QByteArray& bytes);

/// The bytes inside all blocks of it; their checksums are gpgv's business.
QByteArray removeArmour(const QByteArray& armoured);

} // namespace millrace::deb
