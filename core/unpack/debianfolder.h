// SPDX-License-Identifier: GPL-3.0-or-later
// The last touches to an unpacked source (Dpkg::Source::Package::extract): debian/source/format, debian/rules, and
// debian/changelog for the importer. Pure but for the sink; unpacking thread.
#pragma once

#include "core/unpack/unpacker.h"

namespace millrace::unpack {

/// Creates debian/source/format ("<format>\n", 644) where it is absent and @p format is not 1.0.
void ensureSourceFormat(UnpackResult& result, const QString& format, ContentSink& sink);

/// Makes debian/rules executable; a missing one, a link and anything else that is no file are flags.
void makeRulesExecutable(UnpackResult& result);

/// The node that @p path leads to when links inside the tree are followed; null unless that is a file.
const SourceTree::Node* linkedFile(const SourceTree& tree, const QByteArray& path);

} // namespace millrace::unpack
