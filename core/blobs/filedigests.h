// SPDX-License-Identifier: GPL-3.0-or-later
// Digests of a file on disk against what an index says of it. Functions without state; any thread.
#pragma once

#include "core/base/cancellation.h"
#include "core/base/error.h"
#include "core/deb/sourcerecord.h"

#include <optional>

namespace millrace::blobs {

/// Lower-case hex of exactly @p length digits.
bool isHexDigest(const QByteArray& text, qsizetype length);

struct Verification
{
    QByteArray sha256 = {};             ///< of the bytes that are there
    bool weak = false;                  ///< the index has no SHA-256: only SHA-1 or MD5 could be compared (c16)
    std::optional<Error> mismatch = {}; ///< "archive.checksum", with expected and actual size or digest
};

/// Reads the file once and compares the size and the strongest digest of @p expected. Error "internal.io" where it
/// cannot be read; "dsc.nodigest" where @p expected has none at all.
Verification verifyFile(const QString& path, const deb::SourceFile& expected, const Cancellation& cancellation);

} // namespace millrace::blobs
