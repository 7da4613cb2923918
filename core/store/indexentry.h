// SPDX-License-Identifier: GPL-3.0-or-later
// One source package version of an index, in the form in which the store writes it. Whoever reads an index makes these
// while it reads, so that the store's thread only has to write them, and a suite of 40,000 takes half the memory.
// Values; any thread.
#pragma once

#include "core/deb/sourcerecord.h"

namespace millrace::store {

struct IndexEntry
{
    QString package = {};
    QString version = {};
    QByteArray versionKey = {}; ///< memcmp order = dpkg's order
    QString identity = {};      ///< upload.dsc_sha256: the .dsc's SHA-256, else "sha1:…" or "md5:…" of it
    QString format = {};
    QString location = {};     ///< pool folder below the archive's base URI, or a file: URL of a folder
    QByteArray filesJson = {}; ///< upload.files_json: the .dsc first, each file with its strongest digest
};

IndexEntry indexEntry(const deb::SourceRecord& record);
QList<IndexEntry> indexEntries(const QList<deb::SourceRecord>& records);

} // namespace millrace::store
