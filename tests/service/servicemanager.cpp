// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/service/servicemanager.h"

#include <QElapsedTimer>
#include <QTest>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstring>

namespace millrace::test {

namespace {
constexpr int patienceMs = 60'000;
} // namespace

ServiceManager::ServiceManager(const QString& path)
    : m_socket(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0))
    , m_path(path)
{
    sockaddr_un address = {};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.toUtf8().constData(), sizeof address.sun_path - 1);
    if (bind(m_socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        QTest::qFail("cannot bind", __FILE__, __LINE__);
}

ServiceManager::~ServiceManager()
{
    close(m_socket);
}

QMap<QString, QString> ServiceManager::environment() const
{
    return {{QStringLiteral("NOTIFY_SOCKET"), m_path}, {QStringLiteral("WATCHDOG_USEC"), QStringLiteral("300000")}};
}

QStringList ServiceManager::until(const QString& wanted)
{
    QStringList messages;
    QElapsedTimer timer;
    timer.start();
    while (timer.elapsed() < patienceMs) {
        pollfd ready = {m_socket, POLLIN, 0};
        if (poll(&ready, 1, 200) <= 0)
            continue;
        char buffer[4096];
        const ssize_t size = recv(m_socket, buffer, sizeof buffer, 0);
        messages.append(QString::fromUtf8(buffer, size));
        if (messages.constLast().startsWith(wanted))
            return messages;
    }
    QTest::qFail(("never said: " + wanted.toUtf8() + "; but: " + messages.join(u' ').toUtf8()).constData(), __FILE__,
                 __LINE__);
    return messages;
}

bool ServiceManager::untilEndOf(QProcess& process) const
{
    QElapsedTimer timer;
    timer.start();
    while (process.state() != QProcess::NotRunning && !process.waitForFinished(50) && timer.elapsed() < patienceMs) {
        char buffer[4096];
        while (recv(m_socket, buffer, sizeof buffer, MSG_DONTWAIT) > 0) {
        }
    }
    return process.state() == QProcess::NotRunning;
}

} // namespace millrace::test
