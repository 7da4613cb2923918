// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/process.h"

#include "core/base/error.h"
#include "core/base/json.h"

#include <QElapsedTimer>
#include <QProcess>

#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>

namespace millrace {

namespace {

QJsonObject evidence(const ProcessRequest& request, const QByteArray& errorOutput)
{
    return {{QStringLiteral("command"), toJsonArray(QStringList{request.program} + request.arguments)},
            {QStringLiteral("stderr"), QString::fromUtf8(errorOutput.right(8000))}};
}

/// In the child, between fork and exec: nothing here may allocate.
template <typename Resource> void lower(Resource resource, qint64 limit)
{
    rlimit current{};
    if (limit <= 0 || getrlimit(resource, &current) != 0 || current.rlim_cur <= rlim_t(limit))
        return;
    current.rlim_cur = rlim_t(limit);
    setrlimit(resource, &current);
}

} // namespace

ProcessResult runProcess(const ProcessRequest& request)
{
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    if (request.bareEnvironment) {
        const QString path = environment.value(QStringLiteral("PATH"));
        environment.clear();
        environment.insert(QStringLiteral("PATH"), path);
    }
    environment.insert(QStringLiteral("LC_ALL"), QStringLiteral("C.UTF-8"));
    environment.remove(QStringLiteral("LANGUAGE"));
    for (auto it = request.environment.cbegin(); it != request.environment.cend(); ++it)
        environment.insert(it.key(), it.value());
    process.setProcessEnvironment(environment);
    if (!request.folder.isEmpty())
        process.setWorkingDirectory(request.folder);
    process.setChildProcessModifier([files = request.fileSizeLimit, memory = request.memoryLimit] {
        // We wait for it here, so it never has a reason to outlive us: one that is killed takes its tools along.
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        lower(RLIMIT_FSIZE, files);
        lower(RLIMIT_AS, memory);
    });
    process.start(request.program, request.arguments);
    if (!process.waitForStarted(request.timeoutMs)) {
        throw Error(QStringLiteral("internal.tool"),
                    QStringLiteral("cannot run %1: %2").arg(request.program, process.errorString()),
                    evidence(request, {}))
            .withAdvice(QStringLiteral("install it; packaging/deps lists every tool that Millrace needs"));
    }
    process.write(request.input);
    process.closeWriteChannel();

    ProcessResult result;
    QElapsedTimer timer;
    timer.start();
    while (process.state() != QProcess::NotRunning) {
        process.waitForReadyRead(100);
        result.output += process.readAllStandardOutput();
        result.errorOutput += process.readAllStandardError();
        const bool tooMuch = result.output.size() + result.errorOutput.size() > request.outputLimit;
        if (tooMuch || timer.elapsed() > request.timeoutMs) {
            process.kill();
            process.waitForFinished(5000);
            throw Error(
                tooMuch ? QStringLiteral("limit.output") : QStringLiteral("limit.time"),
                tooMuch ? QStringLiteral("%1 printed more than %2 bytes").arg(request.program).arg(request.outputLimit)
                        : QStringLiteral("%1 took longer than %2 s and was stopped")
                              .arg(request.program)
                              .arg(request.timeoutMs / 1000.0),
                evidence(request, result.errorOutput));
        }
    }
    process.waitForFinished();
    result.output += process.readAllStandardOutput();
    result.errorOutput += process.readAllStandardError();
    if (process.exitStatus() == QProcess::CrashExit)
        throw Error(QStringLiteral("internal.tool"), QStringLiteral("%1 crashed").arg(request.program),
                    evidence(request, result.errorOutput));
    result.exitCode = process.exitCode();
    return result;
}

ProcessResult runProcessChecked(const ProcessRequest& request)
{
    ProcessResult result = runProcess(request);
    if (result.exitCode != 0)
        throw Error(QStringLiteral("internal.tool"),
                    QStringLiteral("%1 failed with exit code %2").arg(request.program).arg(result.exitCode),
                    evidence(request, result.errorOutput));
    return result;
}

} // namespace millrace
