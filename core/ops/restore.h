// SPDX-License-Identifier: GPL-3.0-or-later
// What Operations remember of the packages they change, and how undo puts it back: one format for all of them, in the
// event's before_json. Runs on the store's thread.
#pragma once

#include "core/ops/operation.h"

namespace millrace::ops {

/// State of the packages as far as Operations change it: tracked, paused, open failures, queued jobs.
QJsonObject snapshot(store::StateStore& store, const QStringList& packages);

/// The Operation that puts the packages of an event back to what snapshot() saw before it.
std::unique_ptr<Operation> restoreOperation(const store::Event& event);

} // namespace millrace::ops
