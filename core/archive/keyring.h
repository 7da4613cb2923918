// SPDX-License-Identifier: GPL-3.0-or-later
// Keys in the forms sources.list(5) allows, made into one file that gpgv reads. Blocking file access; any thread.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace millrace::archive {

/// What gpgv is given.
struct Keyring
{
    QByteArray keys = {};          ///< binary OpenPGP packets of all keyrings, one after the other
    QStringList keyboxes = {};     ///< paths of GnuPG keyboxes, which cannot be joined
    QStringList fingerprints = {}; ///< upper case; if any, only these keys count
};

/// @p entries: paths of binary or armoured keyrings, armour itself, or fingerprints (a "!" at the end is ignored).
/// Throws Error "archive.keyring" where one cannot be read or there is no key at all.
Keyring loadKeyring(const QStringList& entries);

} // namespace millrace::archive
