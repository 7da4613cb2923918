// SPDX-License-Identifier: GPL-3.0-or-later
// Picks, downloads and verifies the source index of a component. Blocking; as net::Transfer.
#pragma once

#include "core/archive/release.h"
#include "core/net/transfer.h"

namespace millrace::archive {

/// A source index as the Release file lists it.
struct IndexFile
{
    QString component = {};
    QString path = {}; ///< below dists/SUITE/: "main/source/Sources.xz"
    qint64 size = 0;   ///< bytes, compressed
    QByteArray sha256 = {};
    qint64 contentLimit = 0; ///< how large its content may become
};

/// The best compressed form that the Release file lists; empty where the component has no sources.
std::optional<IndexFile> pickIndex(const Release& release, const QString& component);

/// Downloads @p index into @p folder, by its hash where the archive offers that, and returns the verified file's path.
/// The file is the caller's to delete. Errors: net's, and "archive.checksum" after a second download.
QString fetchIndex(net::Transfer& transfer, const QUrl& suiteUrl, const Release& release, const IndexFile& index,
                   const QString& folder);

} // namespace millrace::archive
