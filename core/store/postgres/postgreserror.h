// SPDX-License-Identifier: GPL-3.0-or-later
// What PostgreSQL's errors mean to us, by SQLSTATE and never by their words, which are translated. Pure; any thread.
#pragma once

#include "core/base/error.h"
#include "core/store/storeurl.h"

class QSqlError;

namespace millrace::store {

/// store.unreachable, refused.permission, store.readonly, db.conflict (run the transaction again), db.locked,
/// limit.disk, store.corrupt, or store.sql for what is our own fault. @p lost: the connection is gone.
Error postgresError(const QSqlError& error, const QString& statement, const StoreUrl& url, bool lost);

} // namespace millrace::store
