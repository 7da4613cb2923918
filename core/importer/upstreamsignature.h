// SPDX-License-Identifier: GPL-3.0-or-later
// What upstream's signature of an orig tarball is worth (importer.md c13): shown, never required. Runs gpgv with the
// keys that the package itself brings, as dpkg-source does. Blocking; the worker's thread.
#pragma once

#include "core/blobs/fileblobstore.h"
#include "core/deb/sourcerecord.h"

#include <QStringList>

namespace millrace::importer {

struct SignedUpload
{
    QList<deb::SourceFile> files = {}; ///< of the upload, SHA-256 known: the tarballs and their signatures (*.asc)
    QByteArray keys = {};              ///< the package's upstream keys, armoured or binary; empty = it has none
    QString scratchFolder = {};        ///< exists
};

/// "upstream-signature.good" when every signature of a tarball is right, ".bad" when one does not fit its tarball,
/// ".unchecked" when one was made by a key that the package does not have, or cannot be read; empty where nothing is
/// signed. A key that has expired since counts; one that was revoked does not. Why, goes to the log.
QStringList signatureFlags(const SignedUpload& upload, const blobs::FileBlobStore& store);

} // namespace millrace::importer
