// SPDX-License-Identifier: GPL-3.0-or-later
// SpareWorker: one worker that was started before there is a job for it and waits for its first line, so that a job
// does not wait for the loading of libraries. It has no rights to lose yet: a worker confines itself once it knows its
// job. Lives on the engine's thread, with which it may be shared: a command that knows that it will import has one
// start while it opens the store.
#pragma once

#include <QProcess>

#include <memory>

namespace millrace::engine {

class SpareWorker
{
public:
    explicit SpareWorker(QString program);
    /// Kills the one that waits.
    ~SpareWorker();
    SpareWorker(const SpareWorker&) = delete;
    SpareWorker& operator=(const SpareWorker&) = delete;

    QString program() const { return m_program; }

    /// Starts one unless one waits. Whether that works shows in take().
    void prepare();
    /// The one that waits, running, with nothing of this class connected to it; null when there is none, or none any
    /// more.
    std::unique_ptr<QProcess> take();

private:
    const QString m_program;
    std::unique_ptr<QProcess> m_waiting;
};

} // namespace millrace::engine
