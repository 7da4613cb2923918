// SPDX-License-Identifier: GPL-3.0-or-later
// An archive on 127.0.0.1 with as many small packages as a queue needs: p01, p02, …, one version each, native. Builds
// them with dpkg-source. One thread.
#pragma once

#include "tests/support/httpserver.h"
#include "tests/support/localarchive.h"

#include <QTemporaryDir>

namespace millrace::test {

class SmallPackages
{
public:
    explicit SmallPackages(int count);

    QString uri() const { return server.url(QStringLiteral("/")).toString(); }
    /// As breakers name it.
    QString resource() const;
    static QString name(int number);

private:
    QTemporaryDir m_folder;

public:
    LocalArchive archive;
    HttpServer server;
    const int count;
};

} // namespace millrace::test
