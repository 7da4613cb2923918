// SPDX-License-Identifier: GPL-3.0-or-later
// A group of failures as `show signature` prints it, for people and as JSON. Main thread.
#pragma once

#include "app/ctl/output.h"
#include "core/store/details.h"

namespace millrace::ctl {

void showSignature(const Output& output, const store::SignatureDetails& details);
QJsonObject toJson(const store::SignatureDetails& details);

/// "Why grouped": each line with the rule that made it.
void showWhy(const Output& output, const QList<store::WhyLine>& why);
QJsonArray toJson(const QList<store::WhyLine>& why);

} // namespace millrace::ctl
