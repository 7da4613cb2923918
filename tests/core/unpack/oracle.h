// SPDX-License-Identifier: GPL-3.0-or-later
// What dpkg-source and tar leave on disk, beside what core/unpack makes of the same files; for tests.
#pragma once

#include "core/base/error.h"
#include "core/unpack/unpacker.h"
#include "tests/core/unpack/memorysink.h"

#include <QMap>

#include <map>

namespace millrace::test {

/// Path → "file", "exec" or "link" with its content, or "empty" for a folder without entries.
using Listing = std::map<QByteArray, QByteArray>;

/// Reads a .dsc just well enough for tests; its files are expected beside it.
unpack::UnpackInput inputFor(const QString& dscPath, const QString& scratchFolder);

Listing listingOf(const unpack::SourceTree& tree, const MemorySink& sink);
Listing listingOfFolder(const QString& folder);

/// `dpkg-source --no-check --skip-patches -x`, without the root's .pc.
Listing unpackedByDpkg(const QString& dscPath, const QString& folder);
/// GNU tar in an empty folder.
Listing unpackedByTar(const QString& tarball, const QString& folder);

/// The differences in words; empty when both are the same.
QString differences(const Listing& actual, const Listing& expected);

/// Whether a step of the error's traceback names @p file.
bool tracesTo(const Error& error, const QString& file);

/// Writes @p files (name → bytes) and a .dsc of package "sample" that lists them; returns the .dsc's path.
QString writeDsc(const QString& folder, const QString& format, const QString& version,
                 const QMap<QString, QByteArray>& files);

void writeFile(const QString& path, const QByteArray& bytes);
/// @p bytes through a compressor's command line tool ("gzip", "xz", "zstd", …).
QByteArray compressed(const QString& tool, const QByteArray& bytes);

} // namespace millrace::test
