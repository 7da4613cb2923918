// SPDX-License-Identifier: GPL-3.0-or-later
// A .dsc file on this machine as an upload: the same record as an archive's index gives. Blocking file access; any
// thread.
#pragma once

#include "core/deb/sourcerecord.h"

#include <QUrl>

namespace millrace::archive {

struct LocalUpload
{
    deb::SourceRecord record = {}; ///< files: the .dsc first; directory is empty
    QList<QUrl> urls = {};         ///< file: URLs, one per file of the record
    bool weak = false;             ///< some file has no SHA-256 in the .dsc
};

/// Reads the .dsc and checks that its files lie beside it; their content is checked where they are fetched. Throws
/// Error "dsc.*" as deb::parseDsc(), "archive.missing" naming the absent files, "internal.io".
LocalUpload readLocalDsc(const QString& path);

} // namespace millrace::archive
