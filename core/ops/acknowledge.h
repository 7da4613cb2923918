// SPDX-License-Identifier: GPL-3.0-or-later
// The undo of acknowledge(): findings have a state of their own, which snapshot() of packages does not know.
// Runs on the store's thread.
#pragma once

#include "core/ops/operation.h"

namespace millrace::ops {

/// The Operation that takes an event of acknowledge(), or of its undo, back; null for every other event. Throws Error
/// "refused.undo" where a finding has changed since.
std::unique_ptr<Operation> acknowledgeInverse(store::StateStore& store, const store::Event& event);

} // namespace millrace::ops
