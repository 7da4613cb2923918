// SPDX-License-Identifier: GPL-3.0-or-later
// `show` for people: packages, failures and jobs as text. Main thread.
#pragma once

#include "app/ctl/output.h"
#include "core/store/details.h"

namespace millrace::ctl {

void showPackage(const Output& output, const store::PackageDetails& package, const QString& repository);
void showFailure(const Output& output, const store::FailureDetails& failure);
void showJob(const Output& output, const store::JobDetails& job);

} // namespace millrace::ctl
