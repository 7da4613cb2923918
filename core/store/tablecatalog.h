// SPDX-License-Identifier: GPL-3.0-or-later
// What tables a store consists of, as the database itself says: for what treats all of them alike. Values; any thread.
#pragma once

#include <QList>
#include <QSet>
#include <QString>
#include <QStringList>

namespace millrace::store {

struct TableInfo
{
    QString name = {};
    QStringList columns = {};
    QStringList key = {};        ///< columns of the primary key, in its order
    QSet<QString> refersTo = {}; ///< other tables
    bool countsIds = false;      ///< new rows get the next number as "id"
    qint64 lastId = 0;           ///< the highest number ever given; 0 = none
};

/// The same tables, each after those that it refers to: the order in which rows can be added.
QList<TableInfo> inOrderOfReference(QList<TableInfo> tables);

} // namespace millrace::store
