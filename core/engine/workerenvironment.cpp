// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/workerenvironment.h"

#include <QCoreApplication>

namespace millrace::engine {

QString workerProgram()
{
    return QCoreApplication::applicationDirPath() + QLatin1String("/millrace-worker");
}

QProcessEnvironment workerEnvironment()
{
    QProcessEnvironment environment;
    const QProcessEnvironment ours = QProcessEnvironment::systemEnvironment();
    for (const char* name :
         {"PATH", "TMPDIR", "http_proxy", "https_proxy", "all_proxy", "no_proxy", "HTTP_PROXY", "HTTPS_PROXY",
          "NO_PROXY", "ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS", "MILLRACE_FAULT"}) {
        if (ours.contains(QLatin1String(name)))
            environment.insert(QLatin1String(name), ours.value(QLatin1String(name)));
    }
    environment.insert(QStringLiteral("MILLRACE_ENGINE"), QString::number(QCoreApplication::applicationPid()));
    return environment;
}

} // namespace millrace::engine
