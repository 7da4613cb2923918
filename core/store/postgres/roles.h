// SPDX-License-Identifier: GPL-3.0-or-later
// The database roles of a shared store, with the least rights:
//   millrace_viewer    reads everything but tokens
//   millrace_operator  is a viewer who may apply Operations, by functions (operatorfunctions.h)
//   millrace_admin     is an operator who may change archives and tokens
//   millrace_worker    is a viewer that runs an engine: what polls, imports and verifications write
// How operators act: the Operations of core/ops run in their program, as on any store, and every statement of theirs is
// a function of the store's owner that the login may call; the tables it cannot write. A second set of Operations in
// the database would differ from the first one day; the functions are the statements themselves. What they have in
// common is held by triggers that run with the rights of the store's owner (guards.h, migration 0009), so that calling
// them by hand is no way around. A login that is no engine's:
//   cannot: write a table or column but by these functions; read tokens; change anything without an event in the same
//           transaction that names every package it touched; write an event under another name or with another time;
//           change, delete or silently undo one; leave a package, job, failure or finding in a state to which no
//           Operation leads; decide in somebody else's name; change these rules or become a role
//   can:    call by hand what an Operation would call; word the summary of its own event as it likes; be a nuisance
//           within that, by locks and by many changes, each of them signed
// tst_contract_store_roles and tst_contract_store_operator try all of it. Same thread rule as Database.
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace millrace::store {

class Database;

struct Grant
{
    QString table = {};
    QString role = {};   ///< "operator", "admin", "worker"
    QString rights = {}; ///< as GRANT takes them: "INSERT, UPDATE(state, note)"
};

/// What roles may write by themselves. What is not in it is not allowed.
const QList<Grant>& grants();

/// The roles' names, each after the one that it contains.
QStringList roleNames();

/// Makes the roles where they are missing and gives each of them exactly its rights in this database. May be repeated.
/// Throws refused.permission unless the login owns the store and may create roles.
void applyRoles(Database& database);

/// The same where the roles have rights already: a migration may have added tables. Nothing otherwise.
void renewRoles(Database& database);

} // namespace millrace::store
