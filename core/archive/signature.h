// SPDX-License-Identifier: GPL-3.0-or-later
// Believes an InRelease file only as far as gpgv does. Runs gpgv; blocking; any thread.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace millrace::archive {

struct SignedPayload
{
    QByteArray text = {};     ///< exactly what is signed; nothing else of the file may be used
    QStringList signers = {}; ///< fingerprints of the keys of its good signatures
};

/// @p keyrings as loadKeyring() takes them. Rules are apt's: at least one good signature by a key that is neither
/// expired nor revoked, not made with MD5, SHA-1 or RIPE-MD; a bad one spoils all; ones by unknown keys are ignored.
/// Throws Error "archive.signature" with gpgv's words as evidence, "archive.keyring", "internal.tool".
SignedPayload verifyInRelease(const QByteArray& bytes, const QStringList& keyrings);

} // namespace millrace::archive
