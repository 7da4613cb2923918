// SPDX-License-Identifier: GPL-3.0-or-later
// Uploads of package "sample" written byte by byte, for what dpkg-source would refuse to build, and for bytes that are
// the same with every dpkg, tar and compressor: the tarballs are "compressed" by storing. Values; any thread.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>

namespace millrace::test {

struct WrittenUpload
{
    QString version = QStringLiteral("1.0-1");
    QMap<QString, QByteArray> upstream = {}; ///< empty = 3.0 (native)
    QByteArray changelog = {};               ///< none where it is null
    QMap<QString, QByteArray> debian = {};   ///< below debian/
    QMap<QString, QByteArray> links = {};    ///< below debian/: name → target
    QMap<QString, QByteArray> files = {};    ///< of a native one, beside debian/
    QByteArray fields = {};                  ///< more lines of the .dsc, at its end
};

/// Writes tarballs and .dsc into @p folder; returns the .dsc's path.
QString writeUpload(const QString& folder, const WrittenUpload& upload);

/// A gzip file that holds @p bytes uncompressed (RFC 1951, 3.2.4): the same bytes on every machine.
QByteArray storedGzip(const QByteArray& bytes);

/// Entries for @p versions, newest first, in the standard form of changelogEntry().
QByteArray changelogOf(const QStringList& versions);

/// The .dsc and its files again in @p folder, with one more field: what a re-signed upload looks like.
QString signedAgain(const QString& dsc, const QString& folder);

} // namespace millrace::test
