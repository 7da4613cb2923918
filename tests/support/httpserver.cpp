// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/httpserver.h"

#include "core/base/digest.h"

#include <QFile>
#include <QFileInfo>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTimer>

namespace millrace::test {

namespace {

QByteArray statusLine(int status)
{
    return "HTTP/1.1 " + QByteArray::number(status) + " Status\r\nConnection: close\r\n";
}

void send(QTcpSocket* socket, const QByteArray& header, const QByteArray& body, qint64 cutAfter)
{
    socket->write(header + "\r\n");
    socket->write(cutAfter < 0 ? body : body.left(cutAfter));
    socket->disconnectFromHost(); // after all of it is written
}

HttpSeen parseHead(const QByteArray& head)
{
    HttpSeen seen;
    QList<QByteArray> lines = head.split('\n');
    seen.path =
        QString::fromUtf8(QByteArray::fromPercentEncoding(lines.takeFirst().split(' ').value(1).split('?').value(0)));
    for (const QByteArray& line : lines) {
        const qsizetype colon = line.indexOf(':');
        if (colon > 0)
            seen.headers.insert(line.left(colon).toLower(), line.mid(colon + 1).trimmed());
    }
    return seen;
}

} // namespace

HttpServer::HttpServer(const QString& folder, const QSslConfiguration& tls)
    : m_folder(folder)
    , m_tls(tls)
{
    m_context.moveToThread(&m_thread);
    m_thread.start();
    QMetaObject::invokeMethod(
        &m_context,
        [this] {
            if (m_tls.localCertificate().isNull()) {
                m_server = new QTcpServer(&m_context);
            } else {
                auto* server = new QSslServer(&m_context);
                server->setSslConfiguration(m_tls);
                m_server = server;
            }
            // Not newConnection: that comes before the handshake.
            QObject::connect(m_server, &QTcpServer::pendingConnectionAvailable, &m_context, [this] {
                while (QTcpSocket* socket = m_server->nextPendingConnection())
                    connected(socket);
            });
            m_server->listen(QHostAddress::LocalHost);
            m_port = m_server->serverPort();
        },
        Qt::BlockingQueuedConnection);
}

HttpServer::~HttpServer()
{
    QMetaObject::invokeMethod(
        &m_context, [this] { delete m_server; }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

QUrl HttpServer::url(const QString& path) const
{
    const QString base = m_tls.localCertificate().isNull() ? QStringLiteral("http://127.0.0.1:%1%2")
                                                           : QStringLiteral("https://localhost:%1%2");
    return QUrl(base.arg(m_port).arg(path));
}

void HttpServer::fail(const QString& path, const HttpFault& fault)
{
    const QMutexLocker lock(&m_mutex);
    m_faults.insert(path, fault);
}

void HttpServer::heal()
{
    const QMutexLocker lock(&m_mutex);
    m_faults.clear();
}

void HttpServer::goAway()
{
    QMetaObject::invokeMethod(
        &m_context, [this] { m_server->close(); }, Qt::BlockingQueuedConnection);
}

void HttpServer::back()
{
    bool listens = false;
    QMetaObject::invokeMethod(
        &m_context, [this] { return m_server->listen(QHostAddress::LocalHost, m_port); }, Qt::BlockingQueuedConnection,
        &listens);
    if (!listens)
        qFatal("somebody else took the port");
}

int HttpServer::hits(const QString& path) const
{
    const QMutexLocker lock(&m_mutex);
    int count = 0;
    for (const HttpSeen& request : m_seen)
        count += request.path == path ? 1 : 0;
    return count;
}

QList<HttpSeen> HttpServer::seen() const
{
    const QMutexLocker lock(&m_mutex);
    return m_seen;
}

void HttpServer::forget()
{
    const QMutexLocker lock(&m_mutex);
    m_seen.clear();
}

HttpFault HttpServer::takeFault(const QString& path)
{
    const QMutexLocker lock(&m_mutex);
    auto it = m_faults.find(path);
    if (it == m_faults.end())
        it = m_faults.find(QStringLiteral("*"));
    if (it == m_faults.end() || it->times == 0)
        return {};
    if (it->times > 0)
        --it->times;
    return *it;
}

void HttpServer::connected(QTcpSocket* socket)
{
    QObject::connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    QObject::connect(socket, &QTcpSocket::readyRead, socket, [this, socket] {
        const QByteArray all = socket->peek(64 * 1024);
        if (all.startsWith('\x16')) { // a TLS client: tell it in plain text that it is wrong here
            send(socket, statusLine(400), {}, -1);
            return;
        }
        const qsizetype end = all.indexOf("\r\n\r\n");
        if (end < 0)
            return;
        socket->readAll();
        answer(socket, all.left(end));
    });
}

void HttpServer::answer(QTcpSocket* socket, const QByteArray& head)
{
    const HttpSeen request = parseHead(head);
    {
        const QMutexLocker lock(&m_mutex);
        m_seen.append(request);
    }
    const HttpFault fault = takeFault(request.path);
    QByteArray header;
    QByteArray body = fault.body;
    if (fault.status != 0) {
        header = statusLine(fault.status);
    } else {
        // A proxy request names a whole URL: its path is served from our folder all the same.
        const QString path = request.path.startsWith(QLatin1Char('/')) ? request.path : QUrl(request.path).path();
        QFile file(m_folder + path);
        if (path.contains(QLatin1String("..")) || !QFileInfo(file).isFile() || !file.open(QIODevice::ReadOnly)) {
            header = statusLine(404);
            body = "no such file";
        } else {
            body = file.readAll();
            const QByteArray etag = '"' + Digest::hex(Digest::Algorithm::Md5, body) + '"';
            const QByteArray range = request.headers.value("range");
            const qint64 from = range.startsWith("bytes=") ? range.mid(6).split('-').first().toLongLong() : 0;
            if (request.headers.value("if-none-match") == etag) {
                header = statusLine(304);
                body.clear();
            } else if (from > 0 && from >= body.size() && !fault.ignoreRange) {
                header = statusLine(416);
                body.clear();
            } else if (from > 0 && !fault.ignoreRange) {
                header = statusLine(206) + "Content-Range: bytes " + QByteArray::number(from) + '-' +
                         QByteArray::number(body.size() - 1) + '/' + QByteArray::number(body.size()) + "\r\n";
                body = body.mid(from);
            } else {
                header = statusLine(200);
            }
            header += "ETag: " + etag + "\r\n";
        }
    }
    if (!fault.headers.contains("Content-Length") && !header.contains(" 304 "))
        header += "Content-Length: " + QByteArray::number(body.size()) + "\r\n";
    for (auto it = fault.headers.cbegin(); it != fault.headers.cend(); ++it) {
        if (!it.value().isEmpty()) // an empty value takes the header away
            header += it.key() + ": " + it.value() + "\r\n";
    }
    QTimer::singleShot(fault.delayMs, socket,
                       [socket, header, body, cut = fault.cutAfter] { send(socket, header, body, cut); });
}

} // namespace millrace::test
