// SPDX-License-Identifier: GPL-3.0-or-later
// Copies a whole store into an empty one, of the same kind or the other, while programs work on the first: one state
// of it, every row with its id. Afterwards everything is read again from the copy and compared. Runs on the thread
// that both stores belong to.
#pragma once

#include "core/store/database.h"

#include <functional>

namespace millrace::store {

struct CopiedTable
{
    QString name = {};
    qint64 rows = 0;
    qint64 lastId = 0; ///< where the copy goes on counting
};

/// @p progress is told the table and how many of its rows are copied. Both schemas must be this program's.
/// Throws refused.target when the target holds anything, store.copy when the copy differs; the target is empty then.
QList<CopiedTable> copyStore(Database& from, Database& to, const std::function<void(const QString&, qint64)>& progress);

} // namespace millrace::store
