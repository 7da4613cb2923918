// SPDX-License-Identifier: GPL-3.0-or-later
// What TracebackView draws: an Error as values, and the same as plain text for mails and bug reports.
// Values and a pure function; any thread.
#pragma once

#include "core/base/traceframe.h"

namespace millrace::ui {

struct Evidence
{
    QString code = {}; ///< "archive.missing"
    QString message = {};
    QString advice = {};
    Traceback trace = {};      ///< oldest first
    QJsonObject evidence = {}; ///< url, status, stderr, …
};

/// "file=bash_5.2.orig.tar.xz, size=10950833"
QString valuesText(const QJsonObject& values);
/// One evidence value: text as it is, the rest as JSON.
QString evidenceText(const QJsonValue& value);
/// "http_status" → "HTTP status"; keys without a translation keep their own words.
QString evidenceLabel(const QString& key);
/// The whole thing, oldest step first, the error last, then the evidence.
QString toPlainText(const Evidence& evidence);

} // namespace millrace::ui
