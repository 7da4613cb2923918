// SPDX-License-Identifier: GPL-3.0-or-later
// The index of a pack, version 2 (git's gitformat-pack document). Pure; any thread.
#pragma once

#include "core/git/oid.h"

#include <vector>

namespace millrace::git {

struct PackIndexEntry
{
    Oid oid = {};
    quint64 offset = 0; ///< of the entry in the pack
    quint32 crc = 0;    ///< CRC-32 of the entry's bytes, header and compressed data
};

/// The whole .idx file for the pack whose trailer is @p packHash. Sorts @p entries by oid; offsets of 2 GiB and more
/// go to the table of 64-bit offsets.
QByteArray packIndexContent(std::vector<PackIndexEntry>& entries, const Oid& packHash);

} // namespace millrace::git
