// SPDX-License-Identifier: GPL-3.0-or-later
// The log of an attempt: the worker's events as lines for people. Owned by the WorkerProcess; its thread.
#pragma once

#include "core/importer/workerevent.h"

#include <QElapsedTimer>
#include <QFile>

namespace millrace::engine {

class JobLog
{
public:
    /// Begins the file; its folder is made. A log that cannot be written is no reason to fail an import.
    explicit JobLog(const QString& path);

    /// Writes the event and returns the line; empty for events that are no news to a reader.
    QString add(const importer::WorkerEvent& event);
    /// Writes a line of our own.
    QString addLine(const QString& text);
    const QString& path() const { return m_path; }

private:
    QString m_path;
    QFile m_file;
    QElapsedTimer m_timer;
};

} // namespace millrace::engine
