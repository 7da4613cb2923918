// SPDX-License-Identifier: GPL-3.0-or-later
// Finds or adds the packages and uploads that an index names, hundreds with each statement: one statement for each of
// them would cost a server on a network minutes for a suite. Inside a transaction, on the store's thread.
#pragma once

#include "core/deb/sourcerecord.h"

#include <QList>

namespace millrace::store {

class Database;

struct RecordedUpload
{
    qint64 packageId = 0;
    qint64 uploadId = 0;
    bool tracked = false; ///< of the package
};

/// What tells uploads apart: the .dsc's SHA-256, or for old indexes, which have only weaker digests, the best of those.
QString identityOf(const deb::SourceRecord& record);

/// One for each of @p records, in their order; a record may be there twice. Packages learn of their newest version.
QList<RecordedUpload> recordUploads(Database& database, qint64 archiveId, const QList<deb::SourceRecord>& records);

/// Runs "@p insert VALUES (…), (…) ON CONFLICT DO NOTHING" with as many rows at once as databases take; returns how
/// many were new.
int insertNew(Database& database, const QString& insert, const QList<QVariantList>& rows);

} // namespace millrace::store
