// SPDX-License-Identifier: GPL-3.0-or-later
// Small JSON habits shared by the worker protocol, the store and --json. Pure functions; any thread.
#pragma once

#include <QByteArray>
#include <QJsonArray>
#include <QJsonObject>
#include <QStringList>

namespace millrace {

/// One line, no spaces, no newline: what the store keeps and the worker protocol sends.
QByteArray compactJson(const QJsonObject& object);
QByteArray compactJson(const QJsonArray& array);

/// Throws Error "internal.json" that names the offset and @p source when @p bytes are not one JSON object.
QJsonObject parseJsonObject(const QByteArray& bytes, const char* source);

QJsonArray toJsonArray(const QStringList& list);
QStringList toStringList(const QJsonValue& array);

/// "2026-11-21T20:14:03.120Z"; null for times of 0 and less, which the store uses for "never".
QJsonValue isoTime(qint64 epochMs);

} // namespace millrace
