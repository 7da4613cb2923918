// SPDX-License-Identifier: GPL-3.0-or-later
// How operators change a shared store: by functions, one for each statement that Operations are made of, which run with
// the rights of the store's owner. An operator has no right to write a table of Operations, so nothing else can be
// said to the database. core/ops and the tables stay as they are, for both stores: where the login is an operator's,
// PostgresDatabase calls the function of the statement in its place. What the statements have in common is held by
// triggers (guards.h), which know the login behind the function.
// Pure, but for applyOperatorFunctions(), whose thread rule is Database's.
#pragma once

#include <QList>
#include <QString>
#include <QVariantList>

namespace millrace::store {

class Database;

struct OperatorFunction
{
    QString name = {};      ///< "millrace_act_write_event"; takes text[], answers bigint
    QString statement = {}; ///< as the tables write it; "IN (?*)": for as many values as there are
};

/// All of them. An Operation with a new statement adds it here; tst_contract_store_operator finds what is missing.
const QList<OperatorFunction>& operatorFunctions();

/// The call of the function that stands for the statement, with the values in it; empty: there is none for it. It
/// answers one row with a number: the id that the statement returns, else how many rows it changed.
QString operatorCall(const QString& sql, const QVariantList& values);

/// Makes the functions anew, and drops those of older versions. @p owner: of the store, quoted. In a transaction.
void applyOperatorFunctions(Database& database, const QString& owner);

} // namespace millrace::store
