// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/servicenotify.h"

#include <systemd/sd-daemon.h>

namespace millrace::ctl {

using engine::Engine;
using engine::EngineState;

void tellServiceManager(const QString& lines)
{
    sd_notify(0, lines.toUtf8().constData());
}

ServiceNotify::ServiceNotify(Engine& engine)
    : m_engine(engine)
    , m_other(QStringLiteral("Recovering"))
{
    if (qEnvironmentVariableIsEmpty("NOTIFY_SOCKET"))
        return;
    m_status.setSingleShot(true);
    m_status.setInterval(1000);
    connect(&m_status, &QTimer::timeout, this, &ServiceNotify::tellStatus);
    follow();
    feedWatchdog();
    tellStatus();
}

void ServiceNotify::follow()
{
    const auto changed = [this] {
        if (!m_status.isActive())
            m_status.start();
    };
    connect(&m_engine, &Engine::recovered, this, [this] {
        m_other = QStringLiteral("Idle");
        tellServiceManager(QStringLiteral("READY=1"));
        tellStatus();
    });
    connect(&m_engine, &Engine::stateChanged, this, [this](EngineState state) {
        if (state != EngineState::Quiescing)
            return;
        m_other = QStringLiteral("Stopping");
        tellServiceManager(QStringLiteral("STOPPING=1"));
        tellStatus();
    });
    connect(&m_engine, &Engine::broke, this, [this](const QString& sentence) {
        m_other = sentence;
        tellStatus();
    });
    connect(&m_engine, &Engine::storeLost, this, [this](const QString& reason) {
        m_storeAway = reason;
        tellStatus();
    });
    connect(&m_engine, &Engine::storeRestored, this, [this] {
        m_storeAway.clear();
        tellStatus();
    });
    connect(&m_engine, &Engine::pollStarted, this, [this, changed] {
        m_other = QStringLiteral("Reading the archives' indexes");
        changed();
    });
    connect(&m_engine, &Engine::polled, this, [this, changed] {
        m_other = QStringLiteral("Idle");
        changed();
    });
    connect(&m_engine, &Engine::jobStarted, this, [this, changed](const engine::JobProgress& job) {
        m_running.insert(job.jobId, job.package);
        changed();
    });
    connect(&m_engine, &Engine::jobFinished, this, [this, changed](qint64 job, const QString&, bool failed) {
        m_running.remove(job);
        ++(failed ? m_failed : m_done);
        changed();
    });
}

void ServiceNotify::feedWatchdog()
{
    uint64_t microseconds = 0;
    if (sd_watchdog_enabled(0, &microseconds) <= 0)
        return;
    connect(&m_watchdog, &QTimer::timeout, this, [] { tellServiceManager(QStringLiteral("WATCHDOG=1")); });
    // Three times in its time: one that comes late is no death.
    m_watchdog.start(static_cast<int>(std::max<uint64_t>(1, microseconds / 3000)));
    tellServiceManager(QStringLiteral("WATCHDOG=1"));
}

void ServiceNotify::tellStatus()
{
    QString text = m_other;
    if (!m_storeAway.isEmpty()) {
        text = QLatin1String("Waiting for the store: ") + m_storeAway;
    } else if (!m_running.isEmpty()) {
        const QStringList names = m_running.values();
        text = QStringLiteral("%1 %2").arg(m_engine.state() == EngineState::Quiescing ? QStringLiteral("Finishing")
                                                                                      : QStringLiteral("Importing"),
                                           names.mid(0, 5).join(QLatin1String(", ")));
        if (names.size() > 5)
            text += QStringLiteral(" and %1 more").arg(names.size() - 5);
    }
    tellServiceManager(QLatin1String("STATUS=") + text.simplified() +
                       QStringLiteral("; since the start %1 jobs done, %2 failed").arg(m_done).arg(m_failed));
}

} // namespace millrace::ctl
