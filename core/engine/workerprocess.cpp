// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/workerprocess.h"

#include "core/base/json.h"
#include "core/engine/workerenvironment.h"

#include <csignal>
#include <cstring>

namespace millrace::engine {

WorkerProcess::WorkerProcess(store::Job job, importer::JobSpec spec, const QString& program, const QString& logPath,
                             qint64 startedMs, QObject* parent)
    : QObject(parent)
    , m_job(std::move(job))
    , m_spec(std::move(spec))
    , m_claims(m_spec)
    , m_program(program)
    , m_log(logPath)
    , m_process(std::make_unique<QProcess>())
{
    m_progress.jobId = m_job.id;
    m_progress.package = m_job.package;
    m_progress.startedMs = startedMs;
    m_progress.stage = stageName(Stage::Archive);
    m_progress.versionsTotal = static_cast<int>(m_spec.publications.size());
    m_wallTimer.setSingleShot(true);
    connect(&m_wallTimer, &QTimer::timeout, this, [this] {
        m_overtime = true;
        m_process->kill();
    });
}

WorkerProcess::~WorkerProcess()
{
    m_process->disconnect(this);
    if (m_process->state() != QProcess::NotRunning) {
        m_process->kill();
        m_process->waitForFinished(2000);
    }
}

void WorkerProcess::listen()
{
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &WorkerProcess::readEvents);
    connect(m_process.get(), &QProcess::readyReadStandardError, this, [this] {
        // Only the end is kept: a worker that floods stderr must not fill our memory.
        m_stderr = (m_stderr + m_process->readAllStandardError()).right(16 * 1024);
    });
    connect(m_process.get(), &QProcess::finished, this, &WorkerProcess::ended);
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return;
        fail(Error(QStringLiteral("internal.worker"),
                   QStringLiteral("cannot start %1: %2").arg(m_program, m_process->errorString()))
                 .withAdvice(QStringLiteral("check that millrace-worker is installed beside this program")));
        m_result.attempt.outcome = QStringLiteral("failed");
        m_done = true;
        emit finished();
    });
}

void WorkerProcess::start(std::unique_ptr<QProcess> spare)
{
    m_wallTimer.start(static_cast<int>(std::min<qint64>(m_spec.limits.wallMs, 24LL * 60 * 60 * 1000)));
    if (spare) {
        m_process = std::move(spare);
        listen();
    } else {
        listen();
        m_process->setProcessEnvironment(workerEnvironment());
        m_process->start(m_program, {});
    }
    m_process->write(compactJson(m_spec.toJson()));
    m_process->closeWriteChannel();
}

void WorkerProcess::stop()
{
    m_stopped = true;
    m_process->kill();
}

void WorkerProcess::distrust(const Error& error)
{
    m_distrusted = true;
    m_buffer.clear();
    // What it said before is no better than what it says now.
    m_result.staged.clear();
    m_result.failures.clear();
    fail(error);
    m_process->kill();
}

void WorkerProcess::readEvents()
{
    if (m_distrusted) {
        m_process->readAllStandardOutput();
        return;
    }
    m_buffer += m_process->readAllStandardOutput();
    qsizetype begin = 0;
    for (qsizetype end = m_buffer.indexOf('\n'); end >= 0; end = m_buffer.indexOf('\n', begin)) {
        const QByteArray line = m_buffer.mid(begin, end - begin);
        begin = end + 1;
        try {
            take(importer::WorkerEvent::fromLine(line));
        } catch (const Error& error) {
            distrust(error);
            return;
        }
    }
    m_buffer.remove(0, begin);
    if (m_buffer.size() > importer::WorkerEvent::longestLine)
        distrust(Error(QStringLiteral("internal.protocol"), QStringLiteral("the worker's line does not end")));
}

void WorkerProcess::take(const importer::WorkerEvent& event)
{
    const QJsonObject& data = event.data;
    const QString line = m_log.add(event);
    if (!line.isEmpty())
        emit logLine(line);
    if (event.type == QLatin1String("begin")) {
        const QString version = data[QLatin1String("version")].toString();
        const QStringList suites{data[QLatin1String("suite")].toString()};
        m_claims.checkVersion(version, suites);
        m_progress.version = version;
        m_suites = suites;
        m_progress.versionsDone = data[QLatin1String("done")].toInt();
        emit stageChanged(m_progress.stage, m_progress.version);
    } else if (event.type == QLatin1String("open")) {
        m_openSteps.append(TraceFrame::fromJson(data));
        m_progress.step = data[QLatin1String("what")].toString();
        m_progress.done = m_progress.total = 0;
        const QString stage = data[QLatin1String("stage")].toString();
        if (!stage.isEmpty() && stage != m_progress.stage) {
            m_progress.stage = stage;
            emit stageChanged(stage, m_progress.version);
        }
        emit progressed();
    } else if (event.type == QLatin1String("close")) {
        const qsizetype depth = data[QLatin1String("depth")].toInt();
        while (m_openSteps.size() > std::max<qsizetype>(depth, 0))
            m_openSteps.removeLast();
    } else if (event.type == QLatin1String("progress")) {
        m_progress.done = data[QLatin1String("done")].toInteger();
        m_progress.total = data[QLatin1String("total")].toInteger();
        emit progressed();
    } else if (event.type == QLatin1String("staged")) {
        const importer::Staged staged = importer::Staged::fromJson(data);
        m_claims.check(staged);
        m_result.staged.append(staged);
        ++m_progress.versionsDone;
        emit progressed();
    } else if (event.type == QLatin1String("failed")) {
        const QString version = data[QLatin1String("version")].toString();
        const QStringList suites = toStringList(data[QLatin1String("suites")]);
        m_claims.checkVersion(version, suites);
        m_result.failures.append({Error::fromJson(data[QLatin1String("error")].toObject()), version, suites});
    } else if (event.type == QLatin1String("broken")) {
        m_sawBroken = true;
        m_result.failures.append(
            {Error::fromJson(data[QLatin1String("error")].toObject()), m_progress.version, m_suites});
    } else if (event.type == QLatin1String("end")) {
        m_sawEnd = true;
        m_result.attempt.cpuMs = data[QLatin1String("cpu_ms")].toInteger();
        m_result.attempt.peakRssKib = data[QLatin1String("peak_rss_kib")].toInteger();
        m_result.attempt.bytes = data[QLatin1String("bytes")].toInteger();
    }
}

void WorkerProcess::fail(const Error& error)
{
    m_result.failures.append({error, m_progress.version, m_suites});
    emit logLine(m_log.addLine(QLatin1String("FAILED ") + error.code() + QLatin1String(": ") + error.message()));
}

Error WorkerProcess::crashError(int signalNumber) const
{
    const QString signalText = QString::fromUtf8(sigabbrev_np(signalNumber) ? sigabbrev_np(signalNumber) : "?");
    const QString where =
        m_openSteps.isEmpty() ? QStringLiteral("before its first step") : m_openSteps.constLast().what;
    QString code = QStringLiteral("internal.crash");
    QString message = QStringLiteral("the worker was ended by signal SIG%1 during \"%2\"").arg(signalText, where);
    if (m_overtime) {
        code = QStringLiteral("limit.time");
        message = QStringLiteral("the import took longer than %1 s and was ended").arg(m_spec.limits.wallMs / 1000);
    } else if (signalNumber == SIGXCPU) {
        code = QStringLiteral("limit.time");
        message = QStringLiteral("the import used more CPU time than it may");
    } else if (signalNumber == SIGXFSZ) {
        code = QStringLiteral("limit.size");
        message = QStringLiteral("the import wrote a file larger than it may");
    }
    // The trace is what the worker last said: the controller's own steps say nothing about the crash.
    QJsonObject object = Error(code, message).toJson();
    Traceback trace = m_openSteps;
    if (trace.isEmpty())
        trace = tracebackFromJson(object[QLatin1String("trace")].toArray());
    object.insert(QStringLiteral("trace"), toJson(trace));
    object.insert(QStringLiteral("phase"), m_progress.stage);
    object.insert(QStringLiteral("evidence"), QJsonObject{{QStringLiteral("signal"), QLatin1String("SIG") + signalText},
                                                          {QStringLiteral("stderr"), QString::fromUtf8(m_stderr)},
                                                          {QStringLiteral("log"), m_log.path()}});
    return Error::fromJson(object);
}

void WorkerProcess::ended(int exitCode, QProcess::ExitStatus status)
{
    if (std::exchange(m_done, true))
        return;
    m_wallTimer.stop();
    readEvents();
    m_stderr = (m_stderr + m_process->readAllStandardError()).right(16 * 1024);
    if (m_stopped) {
        m_result.attempt.outcome = QStringLiteral("stopped");
    } else if (m_distrusted) {
        m_result.attempt.outcome = QStringLiteral("failed"); // its end is our own doing
    } else if (status == QProcess::CrashExit) {
        // QProcess gives the signal's number as the exit code of a crash.
        fail(crashError(exitCode));
        m_result.attempt.outcome = QStringLiteral("crashed");
    } else {
        if (!m_sawEnd && !m_sawBroken && m_result.failures.isEmpty())
            fail(Error(QStringLiteral("internal.protocol"),
                       QStringLiteral("the worker ended with exit code %1 and without a word").arg(exitCode),
                       {{QStringLiteral("stderr"), QString::fromUtf8(m_stderr)}}));
        m_result.attempt.outcome = m_result.failures.isEmpty() ? QStringLiteral("done") : QStringLiteral("failed");
    }
    emit finished();
}

} // namespace millrace::engine
