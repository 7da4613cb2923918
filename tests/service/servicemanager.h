// SPDX-License-Identifier: GPL-3.0-or-later
// The service manager's end of sd_notify(3): a datagram socket that hears what a service tells. Blocking; one thread.
#pragma once

#include <QMap>
#include <QProcess>
#include <QString>
#include <QStringList>

namespace millrace::test {

class ServiceManager
{
public:
    /// Listens at the socket @p path, which is made.
    explicit ServiceManager(const QString& path);
    ~ServiceManager();
    ServiceManager(const ServiceManager&) = delete;
    ServiceManager& operator=(const ServiceManager&) = delete;

    /// What the service is started with: the socket, and a watchdog that wants to be fed every 0.3 s.
    QMap<QString, QString> environment() const;
    /// Waits for a message that begins with @p wanted; returns all that came until then, that one last. Fails the test
    /// when it does not come.
    QStringList until(const QString& wanted);
    /// Reads on until the process has ended: whoever tells must not wait for a manager that does not listen.
    bool untilEndOf(QProcess& process) const;

private:
    int m_socket;
    QString m_path;
};

} // namespace millrace::test
