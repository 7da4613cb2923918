// SPDX-License-Identifier: GPL-3.0-or-later
// The database roles of a shared store, with the least rights:
//   millrace_viewer    reads everything but tokens
//   millrace_operator  is a viewer who may apply Operations: the very columns that these change
//   millrace_admin     is an operator who may change archives and tokens
//   millrace_worker    is a viewer that runs an engine: what polls, imports and verifications write
// Operations stay in one place, core/ops: functions in the database that repeat them would be a second copy, and two
// copies differ one day. What functions are needed for is what a grant cannot say: triggers with the rights of the
// store's owner sign every event with the login (migration 0009) and refuse what a person changes without an event in
// the same transaction, whatever program it is done with. Same thread rule as Database.
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

/// What roles may do beyond reading. What is not in it is not allowed.
const QList<Grant>& grants();

/// The roles' names, each after the one that it contains.
QStringList roleNames();

/// Makes the roles where they are missing and gives each of them exactly its rights in this database. May be repeated.
/// Throws refused.permission unless the login owns the store and may create roles.
void applyRoles(Database& database);

/// The same where the roles have rights already: a migration may have added tables. Nothing otherwise.
void renewRoles(Database& database);

} // namespace millrace::store
