// SPDX-License-Identifier: GPL-3.0-or-later
// What an archive's policy says about an upload before anything of it is downloaded (importer.md c16, c17). Pure; any
// thread.
#pragma once

#include "core/importer/jobspec.h"

namespace millrace::importer {

/// Throws Error "archive.weak" when only MD5 or SHA-1 vouches for one of the files and the archive does not accept
/// that, "dsc.compression" for a tarball compressed by zstd where it does not accept those.
void checkAccepted(const UploadSpec& upload, const PublicationSpec& publication);

/// Flags of the import of an accepted upload: "zst" for a compression that dpkg-source of Debian 12 cannot read.
QStringList acceptanceFlags(const UploadSpec& upload);

} // namespace millrace::importer
