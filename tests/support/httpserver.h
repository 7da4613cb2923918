// SPDX-License-Identifier: GPL-3.0-or-later
// A real HTTP server on 127.0.0.1 that serves a folder and fails as told. It runs in a thread of its own; its public
// functions may be called from any thread.
#pragma once

#include <QMap>
#include <QMutex>
#include <QObject>
#include <QSslConfiguration>
#include <QThread>
#include <QUrl>

class QTcpServer;
class QTcpSocket;

namespace millrace::test {

/// What happens to requests of one path instead of, or on the way to, the file.
struct HttpFault
{
    int status = 0;                            ///< answer this status; 0 = the file as usual
    QMap<QByteArray, QByteArray> headers = {}; ///< added to the answer
    qint64 cutAfter = -1;                      ///< close the connection after so many bytes of the body
    int delayMs = 0;                           ///< wait before the answer
    bool ignoreRange = false;                  ///< send the whole file where a part was asked for
    int times = -1;                            ///< for so many requests; -1 = for ever
    QByteArray body = {};                      ///< of a status; or, with status 200, instead of the file's content
};

struct HttpSeen
{
    QString path; ///< as asked for, without a query; a client that uses us as a proxy sends a whole URL
    QMap<QByteArray, QByteArray> headers; ///< names in lower case
};

class HttpServer
{
public:
    /// @p tls: with a certificate, the server speaks https.
    explicit HttpServer(const QString& folder, const QSslConfiguration& tls = {});
    ~HttpServer();

    /// "http://127.0.0.1:PORT" + @p path ("/dists/…"); "https://localhost:PORT" with a certificate.
    QUrl url(const QString& path = {}) const;
    /// @p path "/pool/x.dsc", or "*" for all that have no fault of their own.
    void fail(const QString& path, const HttpFault& fault);
    void heal();
    /// Nobody listens on the port any more: connections are refused. back() listens on it again.
    void goAway();
    void back();
    int hits(const QString& path) const;
    QList<HttpSeen> seen() const;
    void forget(); ///< hits and seen start from nothing

private:
    void connected(QTcpSocket* socket);
    void answer(QTcpSocket* socket, const QByteArray& head);
    HttpFault takeFault(const QString& path);

    const QString m_folder;
    const QSslConfiguration m_tls;
    QThread m_thread;
    QObject m_context; ///< lives in m_thread
    QTcpServer* m_server = nullptr;
    quint16 m_port = 0;
    mutable QMutex m_mutex; ///< guards what follows
    QMap<QString, HttpFault> m_faults;
    QList<HttpSeen> m_seen;
};

} // namespace millrace::test
