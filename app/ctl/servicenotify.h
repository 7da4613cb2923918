// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the service manager how the engine is: ready after recovery, what it does, alive, stopping (sd_notify(3)).
// Does nothing where none asked for it. Lives on the engine's thread: a watchdog fed from another one would not notice
// that the engine hangs.
#pragma once

#include "core/engine/engine.h"

#include <QMap>
#include <QObject>
#include <QTimer>

namespace millrace::ctl {

/// Sends lines of sd_notify(3), where a service manager asked for them.
void tellServiceManager(const QString& lines);

class ServiceNotify final : public QObject
{
    Q_OBJECT
public:
    explicit ServiceNotify(engine::Engine& engine);

private:
    void follow();
    void feedWatchdog();
    void tellStatus();

    engine::Engine& m_engine;
    QTimer m_watchdog;
    QTimer m_status;                 ///< batches the news of a second
    QMap<qint64, QString> m_running; ///< job → package
    QString m_storeAway;             ///< why the store does not answer; empty = it does
    QString m_other;                 ///< what it does when no job runs
    int m_done = 0, m_failed = 0;
};

} // namespace millrace::ctl
