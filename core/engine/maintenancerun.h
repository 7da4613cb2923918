// SPDX-License-Identifier: GPL-3.0-or-later
// MaintenanceRun: one repository's packs being joined by git, at idle priority, in a process that can be killed at any
// moment. Lives on the engine's thread; owned by the idle slot.
#pragma once

#include <QObject>
#include <QProcess>

namespace millrace::engine {

class MaintenanceRun final : public QObject
{
    Q_OBJECT
public:
    MaintenanceRun(QString repository, QObject* parent);
    /// Kills it if it still runs.
    ~MaintenanceRun() override;

    void start();
    /// Kills git and its helpers; finished() follows.
    void stop();

signals:
    void finished();

private:
    void ended();
    void killGroup() const;

    const QString m_repository;
    QProcess m_process;
    bool m_done = false;
};

} // namespace millrace::engine
