// SPDX-License-Identifier: GPL-3.0-or-later
// Which file of an upload is what, by name and format (dpkg-source(1), "SOURCE PACKAGE FORMATS"). Pure; any thread.
#pragma once

#include "core/unpack/inputfile.h"

#include <QMap>
#include <QStringList>

namespace millrace::unpack {

struct FileList
{
    const InputFile* orig = nullptr;   ///< main orig tarball; null for native sources
    const InputFile* native = nullptr; ///< the one tarball of a native source
    const InputFile* debian = nullptr; ///< debian.tar
    const InputFile* diff = nullptr;   ///< diff.gz
    const InputFile* bundle = nullptr; ///< the git bundle of 3.0 (git)
    QMap<QString, const InputFile*> components = {};
    QStringList flags = {}; ///< "orig.native", "native.revision", "version.norevision"
};

/// @p version with epoch; the .dsc itself may be in @p files. The result points into @p files.
/// Error "dsc.format" for a format that is not 1.0, 2.0, 3.0 (native), 3.0 (quilt) or 3.0 (git); "dsc.files" when the
/// files do not fit the format: unknown names, two of a kind, one missing, a signature without its tarball.
FileList sortFiles(const QString& format, const QString& package, const QString& version,
                   const QList<InputFile>& files);

} // namespace millrace::unpack
