// SPDX-License-Identifier: GPL-3.0-or-later
// Statements with values in them, as text for PostgreSQL. Qt's own way of preparing takes three round trips for a
// statement that runs once, and complains on a lost connection. Pure; any thread.
#pragma once

#include <QString>
#include <QVariantList>

namespace millrace::store {

/// The value as SQL that cannot be anything else: numbers as they are, texts and bytes quoted, booleans as 0 and 1.
/// Texts have no NUL in PostgreSQL; U+FFFD takes its place.
QString sqlLiteral(const QVariant& value);

/// @p sql with "IN (1,2,…)" of many numbers as "= ANY ('{1,2,…}')": the server reads one value, not a tree of them.
/// Lists in words of the statement's author keep their commas with spaces and stay as they are.
QString withArrays(const QString& sql);

/// @p sql with each "?" outside of quotes replaced by the literal of the value at its place.
QString withLiterals(const QString& sql, const QVariantList& values);

/// @p sql with each "?" outside of quotes replaced by $1, $2, …, as PREPARE wants it.
QString withNumbers(const QString& sql);

} // namespace millrace::store
