// SPDX-License-Identifier: GPL-3.0-or-later
// The store's words (states, outcomes, job types, actions) as people read them. Pure functions; any thread.
#pragma once

#include "ui/models/tone.h"

#include <QString>

namespace millrace::ui {

/// State of a package, job, failure or host: "held", "retry_wait", "queued", … Unknown words come back as they are.
QString stateText(const QString& state);
/// What the state means, in one sentence; empty for unknown words.
QString stateExplanation(const QString& state);
Tone stateTone(const QString& state);

/// Outcome of a job or attempt: "done", "failed", "crashed", "reclaimed", "stopped", "running".
QString outcomeText(const QString& outcome);
Tone outcomeTone(const QString& outcome);

QString jobTypeText(const QString& type);
/// "next" for 0, else the number.
QString priorityText(int priority);
/// An audit event's action: "import", "retry", "undo", …
QString eventActionText(const QString& action);

} // namespace millrace::ui
