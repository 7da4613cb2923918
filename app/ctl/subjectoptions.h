// SPDX-License-Identifier: GPL-3.0-or-later
// --signature and --filter: the frozen set that a bulk Operation is about. Main thread.
#pragma once

#include "app/ctl/verb.h"
#include "core/ops/operations.h"

namespace millrace::ctl {

void declareSubjectOptions(QCommandLineParser& parser);

/// Names from the command line and what the options say. Throws Error "usage.arguments" where there is neither.
ops::Subjects subjectsOf(const QCommandLineParser& parser);

} // namespace millrace::ctl
