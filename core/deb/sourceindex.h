// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a Sources index of an archive (deb-src, "Debian repository format") as a stream. Pure; any thread.
#pragma once

#include "core/deb/deb822.h"
#include "core/deb/sourcerecord.h"

namespace millrace::deb {

struct SourceIndexSummary
{
    qint64 records = 0;        ///< handed to the taker
    qint64 extra = 0;          ///< "Extra-Source-Only: yes": kept by the archive for other packages, no publication
    qint64 skipped = 0;        ///< malformed
    QString firstProblem = {}; ///< of the first skipped one: which and why, a sentence
};

/// Hands every well-formed source package of the index to @p take, in the order of the index. One malformed stanza is
/// counted and costs nothing but itself. What @p read and @p take throw passes through; Error "archive.index" as
/// StanzaReader.
SourceIndexSummary readSources(ReadCallback read, const std::function<void(SourceRecord&&)>& take);

} // namespace millrace::deb
