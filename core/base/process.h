// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a tool to its end and keeps what it said. Blocks the calling thread (never the GUI thread); needs no event loop.
#pragma once

#include <QByteArray>
#include <QMap>
#include <QString>
#include <QStringList>

namespace millrace {

struct ProcessRequest
{
    QString program = {};
    QStringList arguments = {};
    QByteArray input = {};                   ///< written to stdin, which is then closed
    QString folder = {};                     ///< working folder; empty = ours
    QMap<QString, QString> environment = {}; ///< added to ours; LC_ALL=C.UTF-8 is set unless it is here
    bool bareEnvironment = false;            ///< of ours only PATH: for tools that read hostile input
    qint64 fileSizeLimit = 0;                ///< bytes that a file it writes may have; 0 = no limit of its own
    qint64 memoryLimit = 0;                  ///< bytes of address space; 0 = no limit of its own
    int timeoutMs = 60'000;
    qint64 outputLimit = 64 * 1024 * 1024; ///< more output than this is an error, not a full memory
};

struct ProcessResult
{
    int exitCode = -1;
    QByteArray output;
    QByteArray errorOutput;
};

/// Runs the tool. A tool that is missing, crashes, talks too much or takes too long is an Error
/// ("internal.tool", "limit.time"); an exit code other than 0 is a result.
ProcessResult runProcess(const ProcessRequest& request);

/// The same, and a non-zero exit code is an Error with the tool's stderr as evidence.
ProcessResult runProcessChecked(const ProcessRequest& request);

} // namespace millrace
