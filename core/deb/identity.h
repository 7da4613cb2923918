// SPDX-License-Identifier: GPL-3.0-or-later
// Who and when, from a changelog into a commit (importer.md b7). Pure, and the same on every machine: no locale, no
// time zone and no clock is asked. Any thread.
#pragma once

#include <QByteArray>

#include <optional>

namespace millrace::deb {

/// A person as a commit names them. UTF-8; never empty, no '<', '>' or control characters.
struct Identity
{
    QByteArray name = {};
    QByteArray mail = {};
    bool latin1 = false; ///< the source was not UTF-8 and was read as Latin-1
};

/// From "Name <mail>": the name is what precedes the first '<', the mail the content of the last "<…>". An empty name
/// becomes "Unnamed", an empty mail "unknown@VENDOR.invalid".
Identity parseMaintainer(QByteArrayView maintainer, QByteArrayView vendor);

struct AuthorDate
{
    qint64 seconds = 0;    ///< since 1970 UTC; never negative: earlier dates become 0, which libgit2 can write
    int offsetMinutes = 0; ///< east of UTC
};

/// Reads a changelog's date: RFC 2822 with or without a weekday, its names short or full ("Thur", "Thurs", "Tues" and
/// "Sept" too), a trailing comment in parentheses allowed. The weekday need not fit the date. Nothing for anything
/// else: a year that has not four digits, a day that the month has not, an unknown zone.
std::optional<AuthorDate> parseChangelogDate(QByteArrayView date);

/// The offset as git and RFC 2822 write it: "+0130".
QByteArray offsetText(int offsetMinutes);

/// @p raw if it is UTF-8, else its Latin-1 reading as UTF-8, and then *@p latin1 is set to true.
QByteArray toUtf8(QByteArrayView raw, bool* latin1 = nullptr);

} // namespace millrace::deb
