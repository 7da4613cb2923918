// SPDX-License-Identifier: GPL-3.0-or-later
// The write-ahead log of ref changes: what is about to move, written before it moves (importer.md b9).
// Thread rule: StateStore's.
#pragma once

#include "core/store/table.h"

#include <QList>
#include <QMap>

namespace millrace::store {

struct Refop
{
    qint64 id = 0;
    qint64 attemptId = 0;
    qint64 packageId = 0;
    QString ref = {};
    QString oldOid = {}; ///< empty = must not exist
    QString newOid = {}; ///< empty = delete
};

class RefopTable : public Table
{
public:
    using Table::Table;

    void plan(const QList<Refop>& refops);
    /// What an attempt planned and nobody finished, in order.
    QList<Refop> planned(qint64 attemptId) const;
    /// Whether what the attempt imported was planned, be it done by now or not. What it forgot before it began is no
    /// import (engine/localstate.h).
    bool isIntended(qint64 attemptId) const;
    /// Attempts that have planned refops.
    QList<qint64> unfinishedAttempts() const;
    /// Refs below @p prefix that were moved for the package, and what they became last; without those deleted.
    QMap<QString, QString> lastValues(qint64 packageId, const QString& prefix) const;
    void settle(qint64 refopId, bool done);
};

} // namespace millrace::store
