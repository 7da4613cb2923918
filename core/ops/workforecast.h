// SPDX-License-Identifier: GPL-3.0-or-later
// The forecast of a preview: when the jobs that an Operation queues are done, and the queue with them. Thread rule:
// Operation's.
#pragma once

#include "core/ops/operation.h"

namespace millrace::ops {

/// Says it in words and as data, for preview.work; nothing where no job is queued.
void addForecast(store::StateStore& store, Preview& preview);

} // namespace millrace::ops
