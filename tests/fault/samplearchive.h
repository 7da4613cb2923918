// SPDX-License-Identifier: GPL-3.0-or-later
// An archive on 127.0.0.1 with a few small packages: alpha (three versions, two of them in bookworm too), beta and
// gamma (two versions each, beta native). Builds them with dpkg-source: some seconds. One thread.
#pragma once

#include "tests/support/httpserver.h"
#include "tests/support/localarchive.h"

#include <QTemporaryDir>

namespace millrace::test {

class SampleArchive
{
public:
    SampleArchive();

    QString uri() const { return server.url(QStringLiteral("/")).toString(); }
    /// "/pool/…" of a file of alpha, beta or gamma.
    static QString poolPath(const QString& fileName);
    /// The same file on disk.
    QString poolFile(const QString& fileName) const { return archive.folder() + poolPath(fileName); }

private:
    QTemporaryDir m_folder;

public:
    LocalArchive archive;
    HttpServer server;
    static constexpr int uploads = 7;
};

} // namespace millrace::test
