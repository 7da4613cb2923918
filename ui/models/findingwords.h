// SPDX-License-Identifier: GPL-3.0-or-later
// Findings of verification as people read them. Pure functions; any thread.
#pragma once

#include "ui/models/tone.h"

#include <QJsonObject>
#include <QString>

namespace millrace::ui {

/// "error", "warning", "note".
QString severityText(const QString& severity);
Tone severityTone(const QString& severity);

/// What a check ("I2") looks at, in two or three words: "branch content".
QString checkText(const QString& check);
/// What a finding of this check means for the people who use the repository, in one or two sentences.
QString checkMeaning(const QString& check);

/// "Never verified", "Verified 2 h ago, nothing found", "Verified 2 h ago".
QString verifiedText(qint64 verifiedAt, bool anythingFound, qint64 nowMs);

/// What was expected or found, one "name  value" a line; arrays a line for each item.
QString evidenceLines(const QJsonObject& object);

} // namespace millrace::ui
