// SPDX-License-Identifier: GPL-3.0-or-later
// What all verbs that are Operations share: --dry-run, --yes, --reason, the question on a terminal, the JSON.
// Main thread.
#pragma once

#include "app/ctl/verb.h"
#include "core/ops/operations.h"

#include <functional>

namespace millrace::ctl {

void declareOperationOptions(QCommandLineParser& parser);

/// Previews, asks where a person is there to answer, applies. Exit code 3 when some subjects were left out.
int runOperation(Context& context, const QCommandLineParser& parser,
                 const std::function<std::unique_ptr<ops::Operation>(store::StateStore&)>& make);

} // namespace millrace::ctl
