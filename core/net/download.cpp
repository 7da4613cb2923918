// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/download.h"

#include "core/base/step.h"
#include "core/net/neterror.h"

#include <QNetworkAccessManager>
#include <QTimer>

#include <cerrno>

namespace millrace::net {

namespace {

/// Qt reads ahead of us at most this much.
constexpr qint64 readAheadBytes = 1024 * 1024;

} // namespace

Download::Download(QNetworkAccessManager& manager, Request request, const Settings& settings, const Clock& clock)
    : m_manager(manager)
    , m_request(std::move(request))
    , m_settings(settings)
    , m_clock(clock)
{
}

Download::~Download()
{
    if (!m_reply)
        return;
    m_reply->disconnect(&m_context);
    m_reply->abort();
    delete m_reply;
}

void Download::start()
{
    tryOnce();
}

int Download::status() const
{
    const QVariant value = m_reply->attribute(QNetworkRequest::HttpStatusCodeAttribute);
    if (value.isValid())
        return value.toInt();
    return m_request.url.isLocalFile() && m_reply->error() == QNetworkReply::NoError ? 200 : 0;
}

bool Download::openTarget()
{
    m_size = 0;
    if (m_request.target.isEmpty()) {
        m_body.clear();
        return true;
    }
    m_file.setFileName(m_request.target);
    if (!m_file.open(QIODevice::ReadWrite))
        return false;
    m_size = m_file.size();
    // More than there should be is garbage; a file: URL cannot be resumed and need not be.
    const bool tooLong = m_request.expectedSize >= 0 && m_size > m_request.expectedSize;
    const bool complete = m_size == m_request.expectedSize;
    if (tooLong || (m_request.url.isLocalFile() && !complete)) {
        m_size = 0;
        if (!m_file.resize(0))
            return false;
    }
    return m_size == 0 || m_file.seek(m_size);
}

QNetworkRequest Download::networkRequest() const
{
    QNetworkRequest request(m_request.url);
    request.setTransferTimeout(m_settings.timeoutMs);
    request.setAttribute(QNetworkRequest::RedirectPolicyAttribute, QNetworkRequest::NoLessSafeRedirectPolicy);
    request.setMaximumRedirectsAllowed(10);
    request.setAttribute(QNetworkRequest::Http2AllowedAttribute, false);
    request.setAttribute(QNetworkRequest::CookieSaveControlAttribute, QNetworkRequest::Manual);
    request.setHeader(QNetworkRequest::UserAgentHeader, QStringLiteral("Millrace/" MILLRACE_VERSION));
    // Without this Qt asks for compressed transfer and unpacks a .gz behind our back.
    request.setRawHeader("Accept-Encoding", "identity");
    if (m_offset > 0)
        request.setRawHeader("Range", "bytes=" + QByteArray::number(m_offset) + '-');
    if (!m_request.ifNoneMatch.isEmpty())
        request.setRawHeader("If-None-Match", m_request.ifNoneMatch);
    if (!m_request.ifModifiedSince.isEmpty())
        request.setRawHeader("If-Modified-Since", m_request.ifModifiedSince);
    return request;
}

void Download::tryOnce()
{
    ++m_attempts;
    m_headersSeen = false;
    m_rangeRefused = false;
    m_retryAfterS = -1;
    m_errorBody.clear();
    // Qt takes a path without a scheme for a local file; from an index it is a broken URL.
    if (m_request.url.scheme().isEmpty()) {
        fail(Error(QStringLiteral("net.scheme"),
                   QStringLiteral("\"%1\" is no URL: it has no scheme").arg(m_request.url.toString())));
        return;
    }
    errno = 0;
    if (!openTarget()) {
        fail(fileError(QStringLiteral("open")));
        return;
    }
    if (!m_request.target.isEmpty() && m_size == m_request.expectedSize) {
        m_file.close();
        succeed(200);
        return;
    }
    m_offset = m_size;
    m_reply = m_manager.get(networkRequest());
    m_reply->setReadBufferSize(readAheadBytes);
    QObject::connect(m_reply, &QNetworkReply::readyRead, &m_context, [this] { readAvailable(); });
    QObject::connect(m_reply, &QNetworkReply::finished, &m_context, [this] { attemptFinished(); });
}

void Download::checkHeaders()
{
    m_headersSeen = true;
    const int code = status();
    if (code == 206) {
        const QByteArray range = m_reply->rawHeader("Content-Range");
        m_rangeRefused = !range.startsWith("bytes " + QByteArray::number(m_offset) + '-');
        if (m_rangeRefused)
            m_reply->abort();
    } else if (code == 200 && m_offset > 0) {
        m_offset = m_size = 0;
        errno = 0;
        if (!m_file.resize(0) || !m_file.seek(0))
            failLocally(fileError(QStringLiteral("shorten")));
    }
}

void Download::readAvailable()
{
    if (m_localError || m_rangeRefused || m_reply->bytesAvailable() <= 0)
        return;
    const int code = status();
    if (code != 200 && code != 206) {
        m_errorBody += m_reply->readAll().left(500 - m_errorBody.size());
        return;
    }
    if (!m_headersSeen)
        checkHeaders();
    if (m_localError || m_rangeRefused)
        return;
    store(m_reply->readAll());
    if (onProgress && !m_localError)
        onProgress();
}

void Download::store(const QByteArray& data)
{
    const bool sizeKnown = m_request.expectedSize >= 0;
    const qint64 limit = sizeKnown ? m_request.expectedSize : m_request.maxSize;
    if (m_size + data.size() > limit) {
        // What is too long already can never become right: the next try must not resume it.
        if (m_file.isOpen())
            m_file.remove();
        failLocally(
            sizeKnown
                ? wrongSize(m_size + data.size())
                : Error(
                      QStringLiteral("limit.size"),
                      QStringLiteral("%1 is larger than %2 bytes").arg(m_request.url.fileName()).arg(m_request.maxSize),
                      {{QStringLiteral("url"), m_request.url.toString(QUrl::RemovePassword)}}));
        return;
    }
    m_size += data.size();
    if (m_request.target.isEmpty())
        m_body += data;
    else if (errno = 0; m_file.write(data) != data.size())
        failLocally(fileError(QStringLiteral("write")));
}

void Download::failLocally(Error error)
{
    m_localError = std::move(error);
    m_reply->abort();
}

void Download::attemptFinished()
{
    readAvailable();
    const int code = status();
    // A server that sends nothing at all where we asked for the rest has still answered.
    if (!m_headersSeen && !m_localError && (code == 200 || code == 206))
        checkHeaders();
    if (m_file.isOpen()) {
        errno = 0;
        if (!m_localError && !m_file.flush())
            m_localError = fileError(QStringLiteral("write"));
        m_file.close();
    }
    // The reply is used up to the end of this function and must outlive the signal that called it.
    QNetworkReply* reply = m_reply;
    reply->disconnect(&m_context);
    conclude(code);
    if (m_reply == reply)
        m_reply = nullptr;
    reply->deleteLater();
    if ((m_outcome.response || m_outcome.error) && onDone)
        onDone();
}

void Download::conclude(int code)
{
    if (m_localError) {
        m_outcome.error = std::move(m_localError);
        return;
    }
    if ((m_rangeRefused || code == 416) && m_offset > 0 && !m_startedAnew) {
        startAnew();
        return;
    }
    const bool answered = m_reply->error() == QNetworkReply::NoError && (code == 200 || code == 206);
    // Qt reports a connection that broke off before Content-Length bytes as a success now and then (measured, 6.4).
    const QVariant length = m_reply->header(QNetworkRequest::ContentLengthHeader);
    const bool isComplete = answered && (!length.isValid() || m_size - m_offset >= length.toLongLong());
    if (code == 304) {
        succeed(code);
    } else if (isComplete && m_request.expectedSize >= 0 && m_size != m_request.expectedSize &&
               (length.isValid() || m_request.url.isLocalFile())) {
        QFile::remove(m_request.target);
        m_outcome.error = wrongSize(m_size);
    } else if (isComplete && (m_request.expectedSize < 0 || m_size == m_request.expectedSize)) {
        succeed(code);
    } else {
        // A good answer, but short, and if the server did not say how long it is, the index did: cut off.
        const QString error = answered ? QStringLiteral("net.reset") : errorCode(m_reply->error(), code);
        m_retryAfterS = retryAfterSeconds(m_reply->rawHeader("Retry-After"), m_clock.nowMs());
        if (!retryLater(error, code))
            m_outcome.error = networkError(error, code);
    }
}

void Download::startAnew()
{
    m_startedAnew = true;
    QFile::remove(m_request.target);
    --m_attempts; // the server did nothing wrong: its file is another one than the beginning we had
    QTimer::singleShot(0, &m_context, [this] { tryOnce(); });
}

bool Download::retryLater(const QString& code, int httpStatus)
{
    if (!isRetriedAtOnce(code) || m_attempts > m_settings.pausesMs.size())
        return false;
    const qint64 asked = m_retryAfterS < 0 ? 0 : m_retryAfterS * 1000;
    if (asked > m_settings.retryAfterLimitMs)
        return false;
    const qint64 pause = qMax<qint64>(asked, m_settings.pausesMs[m_attempts - 1]);
    Step::note(QStringLiteral("%1: %2; trying again in %3 ms")
                   .arg(m_request.url.toString(QUrl::RemovePassword), describe(code, httpStatus))
                   .arg(pause));
    QTimer::singleShot(static_cast<int>(pause), &m_context, [this] { tryOnce(); });
    return true;
}

void Download::succeed(int code)
{
    Response response;
    response.status = code;
    response.body = m_body;
    response.size = m_size;
    response.attempts = m_attempts;
    if (m_reply) {
        response.etag = m_reply->rawHeader("ETag");
        response.lastModified = m_reply->rawHeader("Last-Modified");
    }
    const bool withoutNetwork = !m_reply;
    m_outcome.response = std::move(response);
    // From start() the caller does not expect to hear of the end yet.
    if (withoutNetwork && onDone)
        QTimer::singleShot(0, &m_context, [this] { onDone(); });
}

void Download::fail(Error error)
{
    m_outcome.error = std::move(error);
    if (onDone)
        QTimer::singleShot(0, &m_context, [this] { onDone(); });
}

Error Download::networkError(const QString& code, int httpStatus) const
{
    const QString url = m_request.url.toString(QUrl::RemovePassword);
    const Step step("transfer", {{QStringLiteral("url"), url}, {QStringLiteral("attempts"), m_attempts}});
    QJsonObject evidence{{QStringLiteral("url"), url},
                         {QStringLiteral("host"), m_request.url.host()},
                         {QStringLiteral("attempts"), m_attempts},
                         {QStringLiteral("reason"), m_reply->errorString()}};
    if (httpStatus > 0)
        evidence.insert(QStringLiteral("status"), httpStatus);
    if (m_retryAfterS >= 0)
        evidence.insert(QStringLiteral("retryAfter"), m_retryAfterS);
    if (!m_errorBody.isEmpty())
        evidence.insert(QStringLiteral("body"), QString::fromUtf8(m_errorBody));
    return Error(code, QStringLiteral("cannot download %1: %2").arg(url, describe(code, httpStatus)), evidence);
}

Error Download::wrongSize(qint64 actual) const
{
    return Error(QStringLiteral("archive.checksum"),
                 QStringLiteral("%1 does not have the %2 bytes that it should have")
                     .arg(m_request.url.fileName())
                     .arg(m_request.expectedSize),
                 {{QStringLiteral("url"), m_request.url.toString(QUrl::RemovePassword)},
                  {QStringLiteral("expectedSize"), m_request.expectedSize},
                  {QStringLiteral("actualSize"), actual}});
}

Error Download::fileError(const QString& action) const
{
    // Callers clear errno before they try: QFile's own error numbers do not tell a full disk from other trouble.
    const bool full = errno == ENOSPC || errno == EDQUOT;
    return Error(full ? QStringLiteral("limit.disk") : QStringLiteral("internal.io"),
                 QStringLiteral("cannot %1 %2: %3").arg(action, m_request.target, m_file.errorString()),
                 {{QStringLiteral("file"), m_request.target}});
}

} // namespace millrace::net
