// SPDX-License-Identifier: GPL-3.0-or-later
// What PostgreSQL's errors mean to us, by SQLSTATE and never by their words, which are translated. Pure; any thread.
#pragma once

#include "core/base/error.h"
#include "core/store/postgres/serveranswer.h"
#include "core/store/storeurl.h"

class QSqlError;

namespace millrace::store {

/// store.unreachable, refused.permission, store.readonly, db.conflict (run the transaction again), db.locked,
/// limit.disk, store.corrupt, or store.sql for what is our own fault. @p lost: the connection is gone.
Error postgresError(const QSqlError& error, const QString& statement, const StoreUrl& url, bool lost);

/// No connection came about. There is no SQLSTATE then; @p answer is what the server says without a login.
Error connectError(const QSqlError& error, const StoreUrl& url, ServerAnswer answer);

/// True for what connectError() makes of a server that is there and does not let us in: waiting does not help.
bool isRefusedLogin(const Error& error);

} // namespace millrace::store
