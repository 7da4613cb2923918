// SPDX-License-Identifier: GPL-3.0-or-later
// Statements about many rows at once: lists of ids or names are cut into batches of a fixed length, short ones for a
// few and longer ones for many, so that each statement is prepared once, whatever the number. Pure; any thread.
#pragma once

#include <QList>
#include <QStringList>
#include <QVariantList>

#include <functional>

namespace millrace::store {

/// How long the batches of a list are.
qsizetype batchLength(qsizetype listLength);

/// "?,?,…": to stand in "IN (…)" for a list of that length.
QString batchPlaceholders(qsizetype listLength);

/// Calls @p work with each batch in turn. The last one is filled up with its own last value, which changes no set.
void forEachBatch(const QList<qint64>& ids, const std::function<void(const QVariantList& batch)>& work);
void forEachBatch(const QStringList& names, const std::function<void(const QVariantList& batch)>& work);

/// "1,2,…": numbers only, so it can stand in a statement.
QString idList(const QList<qint64>& ids);

/// Calls @p work with such lists in turn, to stand in "IN (…)" of a query that reads much for each id: as many at once as
/// a statement holds, because such a query costs something of its own. Not kept prepared. Ids count once each.
void forEachIdList(const QList<qint64>& ids, const std::function<void(const QString& list)>& work);

} // namespace millrace::store
