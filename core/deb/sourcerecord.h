// SPDX-License-Identifier: GPL-3.0-or-later
// One source package version as a Sources index or a .dsc names it. Values; any thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace millrace::deb {

/// A file of an upload. Digests are lower-case hex; empty where the index has none.
struct SourceFile
{
    QString name = {};
    qint64 size = 0;
    QByteArray md5 = {};
    QByteArray sha1 = {};
    QByteArray sha256 = {};
};

struct SourceRecord
{
    QString package = {};
    QString version = {};
    QString format = {};          ///< "1.0", "3.0 (quilt)", …
    QString directory = {};       ///< pool folder relative to the archive's base URI, without trailing slash
    QByteArray dscSha256 = {};    ///< identity of the upload; empty where the index has only weaker digests
    QList<SourceFile> files = {}; ///< the .dsc included, first
};

} // namespace millrace::deb
