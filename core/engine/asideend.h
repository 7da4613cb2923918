// SPDX-License-Identifier: GPL-3.0-or-later
// Packages that a person put aside for a time only go on when it is over, as a person would have them go on. On the
// store's thread.
#pragma once

#include "core/store/statestore.h"

namespace millrace::engine {

/// Resumes those whose time is over, each with its event.
void endAsides(store::StateStore& state);

} // namespace millrace::engine
