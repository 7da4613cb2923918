// SPDX-License-Identifier: GPL-3.0-or-later
// From Qt's error numbers and HTTP statuses to Millrace's error codes (importer.md b18): never from message texts,
// which change with locale and version. Pure functions; any thread.
#pragma once

#include <QNetworkReply>
#include <QString>

namespace millrace::net {

/// The code of a failed transfer. @p status is the HTTP status, 0 where there was no answer; a status of 400 and
/// more decides alone. 404 and 410 are "archive.missing": the index names a file that the mirror does not have.
QString errorCode(QNetworkReply::NetworkError error, int status);

/// Whether the same request may well work a few seconds later: timeouts, resets, 5xx, 429.
bool isRetriedAtOnce(const QString& code);

/// What happened, in words for people: "the server did not answer in time".
QString describe(const QString& code, int status);

/// Seconds that a Retry-After header (RFC 9110 10.2.3: a number or a date) asks for; -1 where it says nothing.
qint64 retryAfterSeconds(const QByteArray& header, qint64 nowMs);

} // namespace millrace::net
