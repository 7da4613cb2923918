// SPDX-License-Identifier: GPL-3.0-or-later
// Brings the files of one upload into the blob store and reads its .dsc. Blocking; the worker's thread.
#pragma once

#include "core/base/cancellation.h"
#include "core/blobs/fileblobstore.h"
#include "core/deb/dsc.h"
#include "core/importer/jobspec.h"
#include "core/net/transfer.h"
#include "core/unpack/inputfile.h"

namespace millrace::importer {

struct FetchedUpload
{
    deb::Dsc dsc = {};
    QList<unpack::InputFile> files = {}; ///< as the .dsc lists them
    qint64 downloadedBytes = 0;
    QStringList flags = {}; ///< "weak" where only MD5 or SHA-1 was there to compare
};

/// Downloads what the store lacks, verifies everything, and checks that the .dsc says what the index said.
/// Errors: those of blobs::VerifiedFetch; dsc.* .
FetchedUpload fetchUpload(const UploadSpec& upload, const QString& package, blobs::FileBlobStore& store,
                          const net::Settings& settings, const Cancellation& cancellation);

} // namespace millrace::importer
