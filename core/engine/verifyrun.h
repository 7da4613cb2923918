// SPDX-License-Identifier: GPL-3.0-or-later
// One running verification: a worker process with a VerifySpec, its findings, and its end. It can be cut short at any
// moment: it changes nothing. Lives on the thread of whoever made it, which has an event loop.
#pragma once

#include "core/base/error.h"
#include "core/importer/workerevent.h"
#include "core/integrity/finding.h"
#include "core/integrity/verifyspec.h"

#include <QObject>
#include <QProcess>
#include <QTimer>

#include <optional>

namespace millrace::engine {

struct VerifyResult
{
    QList<integrity::Finding> findings = {};
    QList<integrity::CheckOutcome> checks = {}; ///< in the order in which they ended
    std::optional<Error> error = {};            ///< it did not get through
    bool stopped = false;                       ///< by stop(): the result is worth nothing
};

class VerifyRun final : public QObject
{
    Q_OBJECT
public:
    enum class Priority {
        Normal,
        Idle, ///< gets processor and disk only when nobody else wants them
    };

    VerifyRun(integrity::VerifySpec spec, const QString& program, Priority priority, QObject* parent);
    /// Kills it if it still runs.
    ~VerifyRun() override;

    void start();
    /// Kills the worker and its tools; finished() follows with `stopped`.
    void stop();

    const integrity::VerifySpec& spec() const { return m_spec; }
    const VerifyResult& result() const { return m_result; }

signals:
    /// What it does now: "extract versions again", @p done of @p total where that is known.
    void progressed(const QString& what, qint64 done, qint64 total);
    void finished();

private:
    void readEvents();
    void take(const importer::WorkerEvent& event);
    void ended(int exitCode, QProcess::ExitStatus status);
    void killAll();

    integrity::VerifySpec m_spec;
    const QString m_program;
    QProcess m_process;
    QTimer m_wallTimer;
    VerifyResult m_result;
    QByteArray m_buffer;
    QByteArray m_stderr;
    QString m_step;
    bool m_overtime = false;
    bool m_sawEnd = false;
    bool m_done = false;
};

} // namespace millrace::engine
