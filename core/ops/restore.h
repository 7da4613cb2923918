// SPDX-License-Identifier: GPL-3.0-or-later
// Undo: puts back what an Operation's event remembers (snapshot.h). Runs on the store's thread.
#pragma once

#include "core/ops/operation.h"

namespace millrace::ops {

/// The Operation that puts an event's packages, signatures and rules back to what they were before it. @p movedOn:
/// packages that are left as they are, because work has gone on.
std::unique_ptr<Operation> restoreOperation(const store::Event& event, const QStringList& movedOn);

} // namespace millrace::ops
