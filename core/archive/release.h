// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of a Release file (Debian repository format) that the import needs. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QHash>
#include <QStringList>

namespace millrace::archive {

struct ReleaseFile
{
    qint64 size = 0;
    QByteArray sha256 = {}; ///< lower-case hex
};

struct Release
{
    QString origin = {};
    QString label = {};
    QString suite = {};
    QString codename = {};
    QString version = {};    ///< "12.15", "12-updates"; empty for sid
    qint64 dateMs = 0;       ///< UTC epoch ms
    qint64 validUntilMs = 0; ///< 0 = says nothing
    bool byHash = false;     ///< Acquire-By-Hash
    QStringList components = {};
    QHash<QString, ReleaseFile> files = {}; ///< path below dists/SUITE/ → the SHA256 table's row
};

/// @p text is what the signature covers. Throws Error "archive.release" where Date or the SHA256 table is missing or
/// unreadable.
Release parseRelease(const QByteArray& text);

/// "Sat, 11 Jul 2026 10:16:37 UTC" as epoch ms; -1 if it is none.
qint64 parseReleaseDate(const QString& text);

} // namespace millrace::archive
