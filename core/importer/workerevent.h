// SPDX-License-Identifier: GPL-3.0-or-later
// The worker protocol: one JSON object a line on the worker's stdout. Values; any thread.
//   begin    a publication begins         {version, suite, done, total}
//   open     a step was opened            {what, function, file, line, values, depth, stage?}
//   close    a step was closed            {what, depth, ms}
//   progress of the innermost step        {what, done, total}
//   note     a sentence for the log       {text}
//   staged   see Staged                   {publication, …}
//   failed   a version could not be imported {version, suites, error}
//   finding  of a verification            see integrity::Finding
//   checked  a check has ended            see integrity::CheckOutcome
//   broken   the job cannot go on         {error}
//   end      the last line of a worker that ended by itself {cpu_ms, peak_rss_kib, bytes}
#pragma once

#include <QByteArray>
#include <QJsonObject>
#include <QString>

namespace millrace::importer {

struct WorkerEvent
{
    QString type = {};
    QJsonObject data = {};

    /// One line, newline included.
    QByteArray toLine() const;
    /// Throws Error "internal.protocol" for anything else than one known event.
    static WorkerEvent fromLine(const QByteArray& line);

    /// Longer lines are a protocol error: nothing that a worker has to say is larger.
    static constexpr qint64 longestLine = 16 * 1024 * 1024;
};

} // namespace millrace::importer
