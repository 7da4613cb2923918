// SPDX-License-Identifier: GPL-3.0-or-later
// An upload's files as git trees. An import and its verification both come this way, so that what they compare cannot
// differ by how it was made. Same thread as the pack writer.
#pragma once

#include "core/git/packwriter.h"
#include "core/importer/uploadfetch.h"
#include "core/unpack/unpacker.h"

namespace millrace::importer {

struct UploadTree
{
    unpack::UnpackResult source = {};
    git::Oid tree = {};
    git::Oid upstream = {}; ///< null where the format has no upstream tarball
};

/// Unpacks @p fetched within the job's limits and writes its objects; scratch files go below the job's quarantine.
/// Errors: those of unpack::unpack, of the trees ("tree.…") and "limit.disk".
UploadTree writeUploadTree(const JobSpec& job, const QString& version, const FetchedUpload& fetched,
                           git::PackWriter& writer, const Cancellation& cancellation);

} // namespace millrace::importer
