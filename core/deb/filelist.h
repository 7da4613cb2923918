// SPDX-License-Identifier: GPL-3.0-or-later
// The file lists of an upload, Files, Checksums-Sha1 and Checksums-Sha256 (Debian Policy 5.6.21 and 5.6.24), as one.
// Pure; any thread.
#pragma once

#include "core/deb/deb822.h"
#include "core/deb/sourcerecord.h"

namespace millrace::deb {

struct FileList
{
    QList<SourceFile> files = {}; ///< in the order of the first list that is there
    bool weak = false;            ///< no SHA-256: identity rests on MD5 or SHA-1
    QString problem = {};         ///< why it cannot be believed, a sentence; empty if it can
};

/// Merges the lists by name. Any of the three may be absent, but those present must name the same files with the same
/// sizes, once each, by names that isValidFileName() accepts.
FileList mergeFileLists(const Stanza& stanza);

} // namespace millrace::deb
