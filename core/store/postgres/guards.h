// SPDX-License-Identifier: GPL-3.0-or-later
// What no list of allowed statements can say of a person's change, said by triggers, so that it holds for functions
// called by hand (operatorfunctions.h), and for whoever was let write a table, as well as for our own programs:
//   - it has an event in its own transaction, under the person's login, that names every package it changed;
//   - a package is left in the state that its jobs and failures give it, paused or denied: what Operations end with;
//   - a row moves only as some Operation moves it (guards()): a waiting job can be cancelled and no running one
//   touched;
//   - an event is undone only by an event of the same transaction that says so, and who decided about failures is a
//     login that did.
// Nobody who works for an engine is held to it, nor the store's owner. The triggers run with the owner's rights and are
// called by nobody. Same thread rule as Database.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace millrace::store {

class Database;

/// A change of one row that is refused.
struct Guard
{
    QString table = {};
    QString event = {};    ///< "INSERT", "UPDATE"
    QString refused = {};  ///< condition over OLD and NEW
    QString sentence = {}; ///< why
};

const QList<Guard>& guards();

/// The functions of all triggers, those of migrations included.
QStringList triggerFunctions();

/// Makes the triggers and their functions anew, for the tables that there are. @p owner: of the store. In a
/// transaction.
void applyGuards(Database& database, const QString& owner);

} // namespace millrace::store
