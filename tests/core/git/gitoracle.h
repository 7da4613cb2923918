// SPDX-License-Identifier: GPL-3.0-or-later
// The git program as oracle. Blocking; any thread.
#pragma once

#include <QByteArray>
#include <QStringList>

namespace millrace::test {

struct GitAnswer
{
    int exitCode = -1;
    QByteArray output = {};
    QByteArray errorOutput = {};
};

/// Runs `git -C folder arguments…`, free of this machine's configuration, with a fixed identity and date.
GitAnswer askGit(const QString& folder, const QStringList& arguments, const QByteArray& input = {});

/// The same; standard output, trimmed. Fails the test (and answers nothing) when git does.
QByteArray git(const QString& folder, const QStringList& arguments, const QByteArray& input = {});

} // namespace millrace::test
