// SPDX-License-Identifier: GPL-3.0-or-later
// One download with its tries: the machinery behind Transfer. Owned by Transfer::getAll(); belongs to its thread, whose
// event loop drives it. It never throws into the event loop: an error is its outcome.
#pragma once

#include "core/net/transfer.h"

#include <QElapsedTimer>
#include <QFile>
#include <QNetworkReply>
#include <QObject>

#include <functional>

namespace millrace::net {

class Download
{
public:
    Download(QNetworkAccessManager& manager, Request request, const Settings& settings, const Clock& clock);
    ~Download(); ///< aborts what runs

    std::function<void()> onDone;     ///< called once, from the event loop
    std::function<void()> onProgress; ///< after every block of bytes

    void start();
    const Outcome& outcome() const { return m_outcome; }
    /// Bytes that are here now, those of earlier tries included.
    qint64 size() const { return m_size; }

private:
    void tryOnce();
    bool openTarget();
    QNetworkRequest networkRequest() const;
    void checkHeaders();
    void readAvailable();
    void store(const QByteArray& data);
    void attemptFinished();
    void conclude(int status);
    void startAnew();
    bool retryLater(const QString& code, int status);
    void succeed(int status);
    void fail(Error error);
    void failLocally(Error error);
    Error networkError(const QString& code, int status) const;
    Error wrongSize(qint64 actual) const;
    Error fileError(const QString& action) const;
    int status() const;

    QNetworkAccessManager& m_manager;
    const Request m_request;
    const Settings& m_settings;
    const Clock& m_clock;
    QObject m_context; ///< receiver of all connections: they end with this object
    QNetworkReply* m_reply = nullptr;
    QFile m_file;
    QByteArray m_body;
    QByteArray m_errorBody; ///< the beginning of what the server said with an error status
    qint64 m_offset = 0;    ///< where this try started
    qint64 m_size = 0;
    int m_attempts = 0;
    bool m_headersSeen = false;
    bool m_rangeRefused = false;
    bool m_startedAnew = false;
    qint64 m_retryAfterS = -1;
    std::optional<Error> m_localError; ///< why we aborted the reply ourselves
    Outcome m_outcome;
};

} // namespace millrace::net
