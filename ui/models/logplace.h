// SPDX-License-Identifier: GPL-3.0-or-later
// Where the log of an attempt is when it cannot be read here: it is a file of the host that ran the job, unless the
// hosts share the folder. Pure but for asking this machine's name; any thread.
#pragma once

#include "core/store/details.h"

namespace millrace::ui {

/// The host of an attempt's engine, "host:pid" without the pid; empty where it is not known.
QString hostOf(const store::AttemptDetails& attempt);
/// What to say in the place of a log that is not readable here; empty for attempts of this computer, whose logs are.
QString logElsewhere(const store::AttemptDetails& attempt, const QString& thisHost);
QString thisHostName();

} // namespace millrace::ui
