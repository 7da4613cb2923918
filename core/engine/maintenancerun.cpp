// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/maintenancerun.h"

#include "core/base/idlepriority.h"
#include "core/git/maintenance.h"

#include <sys/prctl.h>
#include <unistd.h>

#include <csignal>

namespace millrace::engine {

MaintenanceRun::MaintenanceRun(QString repository, QObject* parent)
    : QObject(parent)
    , m_repository(std::move(repository))
{
    m_process.setChildProcessModifier([] {
        // A group of its own, so that git's helpers end with it, and none of them outlives a killed engine.
        setpgid(0, 0);
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        takeIdlePriority();
    });
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardErrorFile(QProcess::nullDevice());
    connect(&m_process, &QProcess::finished, this, &MaintenanceRun::ended);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            ended();
    });
}

MaintenanceRun::~MaintenanceRun()
{
    m_process.disconnect(this);
    if (m_process.state() != QProcess::NotRunning) {
        killGroup();
        m_process.waitForFinished(5000);
    }
}

void MaintenanceRun::start()
{
    m_process.start(QStringLiteral("git"), git::maintenanceArguments(m_repository));
}

void MaintenanceRun::stop()
{
    killGroup();
}

void MaintenanceRun::killGroup() const
{
    if (const qint64 pid = m_process.processId(); pid > 0)
        kill(static_cast<pid_t>(-pid), SIGKILL);
}

void MaintenanceRun::ended()
{
    if (std::exchange(m_done, true))
        return;
    // Whether it got through shows in the number of packs; what it left half done goes.
    git::removeMaintenanceRemains(m_repository);
    emit finished();
}

} // namespace millrace::engine
