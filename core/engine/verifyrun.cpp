// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/verifyrun.h"

#include "core/base/idlepriority.h"
#include "core/base/json.h"
#include "core/engine/workerenvironment.h"
#include "core/git/remotes.h"

#include <QDir>

#include <unistd.h>

#include <csignal>

namespace millrace::engine {

VerifyRun::VerifyRun(integrity::VerifySpec spec, const QString& program, Priority priority, QObject* parent)
    : QObject(parent)
    , m_spec(std::move(spec))
    , m_program(program)
{
    // A group of its own, so that its tools end with it.
    m_process.setChildProcessModifier([priority] {
        setpgid(0, 0);
        if (priority == Priority::Idle)
            takeIdlePriority();
    });
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &VerifyRun::readEvents);
    connect(&m_process, &QProcess::readyReadStandardError, this,
            [this] { m_stderr = (m_stderr + m_process.readAllStandardError()).right(16 * 1024); });
    connect(&m_process, &QProcess::finished, this, &VerifyRun::ended);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended(-1, QProcess::NormalExit);
    });
    m_wallTimer.setSingleShot(true);
    connect(&m_wallTimer, &QTimer::timeout, this, [this] {
        m_overtime = true;
        killAll();
    });
}

VerifyRun::~VerifyRun()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        killAll();
        m_process.waitForFinished(2000);
    }
    QDir(m_spec.job.quarantine).removeRecursively();
}

void VerifyRun::start()
{
    for (const git::Remote& remote : git::remotesOf(m_spec.job.repository))
        m_spec.remotes.append({remote.name, remote.url});
    m_process.setProcessEnvironment(workerEnvironment());
    m_wallTimer.start(static_cast<int>(std::min<qint64>(m_spec.job.limits.wallMs, 24LL * 60 * 60 * 1000)));
    m_process.start(m_program, {});
    m_process.write(compactJson(m_spec.toJson()));
    m_process.closeWriteChannel();
}

void VerifyRun::stop()
{
    m_result.stopped = true;
    killAll();
}

void VerifyRun::killAll()
{
    if (m_process.processId() > 0)
        ::kill(static_cast<pid_t>(-m_process.processId()), SIGKILL);
    m_process.kill();
}

void VerifyRun::readEvents()
{
    m_buffer += m_process.readAllStandardOutput();
    qsizetype begin = 0;
    for (qsizetype end = m_buffer.indexOf('\n'); end >= 0 && !m_result.error; end = m_buffer.indexOf('\n', begin)) {
        const QByteArray line = m_buffer.mid(begin, end - begin);
        begin = end + 1;
        try {
            take(importer::WorkerEvent::fromLine(line));
        } catch (const Error& error) {
            m_result.error = error;
            killAll();
        }
    }
    m_buffer.remove(0, begin);
    if (m_buffer.size() > importer::WorkerEvent::longestLine && !m_result.error) {
        m_result.error = Error(QStringLiteral("internal.protocol"), QStringLiteral("the worker's line does not end"));
        killAll();
    }
}

void VerifyRun::take(const importer::WorkerEvent& event)
{
    const QJsonObject& data = event.data;
    if (event.type == QLatin1String("finding")) {
        m_result.findings.append(integrity::Finding::fromJson(data));
    } else if (event.type == QLatin1String("checked")) {
        m_result.checks.append(integrity::CheckOutcome::fromJson(data));
    } else if (event.type == QLatin1String("broken")) {
        m_result.error = Error::fromJson(data[QLatin1String("error")].toObject());
    } else if (event.type == QLatin1String("open")) {
        m_step = data[QLatin1String("what")].toString();
        emit progressed(m_step, 0, 0);
    } else if (event.type == QLatin1String("progress")) {
        emit progressed(data[QLatin1String("what")].toString(), data[QLatin1String("done")].toInteger(),
                        data[QLatin1String("total")].toInteger());
    } else if (event.type == QLatin1String("end")) {
        m_sawEnd = true;
    }
}

void VerifyRun::ended(int exitCode, QProcess::ExitStatus status)
{
    if (std::exchange(m_done, true))
        return;
    m_wallTimer.stop();
    readEvents();
    m_stderr = (m_stderr + m_process.readAllStandardError()).right(16 * 1024);
    if (m_overtime) {
        m_result.error = Error(
            QStringLiteral("limit.time"),
            QStringLiteral("verification took longer than %1 s and was ended").arg(m_spec.job.limits.wallMs / 1000));
    } else if (!m_sawEnd && !m_result.error && !m_result.stopped) {
        const QString how = m_process.error() == QProcess::FailedToStart ? m_process.errorString()
                            : status == QProcess::CrashExit              ? QStringLiteral("signal %1").arg(exitCode)
                                                                         : QStringLiteral("exit code %1").arg(exitCode);
        m_result.error =
            Error(QStringLiteral("internal.worker"),
                  QStringLiteral("verification ended early during \"%1\": %2").arg(m_step, how),
                  {{QStringLiteral("stderr"), QString::fromUtf8(m_stderr)}, {QStringLiteral("program"), m_program}});
    }
    emit finished();
}

} // namespace millrace::engine
