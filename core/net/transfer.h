// SPDX-License-Identifier: GPL-3.0-or-later
// Blocking downloads over http, https and file: for threads without a screen: several at once, resumed, retried,
// cancellable. A Transfer owns its connections and belongs to the thread that made it; it turns that thread's event
// loop while it waits, so give it a thread (or process) of its own. A QCoreApplication must exist.
#pragma once

#include "core/base/cancellation.h"
#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/net/proxyrules.h"

#include <QUrl>

#include <memory>
#include <optional>

class QNetworkAccessManager;

namespace millrace::net {

struct Request
{
    QUrl url = {};
    /// File to write. What it already has is kept and asked for no more (HTTP Range); a server that answers with the
    /// whole file starts it anew. On errors it stays, for the next try. Empty = the body goes to Response::body.
    QString target = {};
    qint64 expectedSize = -1;           ///< bytes; any other size is "archive.checksum"; -1 = unknown
    qint64 maxSize = 256 * 1024 * 1024; ///< bytes, where the size is unknown; more is "limit.size"
    QByteArray ifNoneMatch = {};        ///< ETag of the copy we have
    QByteArray ifModifiedSince = {};    ///< its Last-Modified, as the server wrote it
};

struct Response
{
    int status = 0;       ///< 200, 206 (resumed) or 304; 200 for file: and for targets that were complete already
    QByteArray body = {}; ///< empty with a target
    QByteArray etag = {};
    QByteArray lastModified = {};
    qint64 size = 0; ///< bytes of the whole body or target
    int attempts = 0;
};

struct Settings
{
    int parallel = 4;
    int timeoutMs = 30'000;                 ///< without one byte moving, connecting included
    QList<int> pausesMs = {10'000, 60'000}; ///< before the 2nd, 3rd … try of what isRetriedAtOnce()
    int retryAfterLimitMs = 120'000;        ///< a server that asks for a longer pause is not asked again now
    ProxyRules proxies = {};
};

/// One of the two is set.
struct Outcome
{
    std::optional<Response> response = {};
    std::optional<Error> error = {};
};

class Transfer
{
public:
    explicit Transfer(Settings settings = {}, Cancellation cancellation = {}, const Clock& clock = Clock::system());
    ~Transfer();

    /// Throws Error: the codes of errorCode() (neterror.h), "archive.checksum", "limit.size", "limit.disk",
    /// "internal.io", "internal.cancelled". Evidence of net errors: url, host, status, attempts, reason.
    Response get(const Request& request);

    /// All of them, at most Settings::parallel at once; outcomes in the order of the requests. One that fails does
    /// not stop the others. Throws only "internal.cancelled". Progress (bytes) goes to the Step it opens.
    QList<Outcome> getAll(const QList<Request>& requests);

private:
    Settings m_settings;
    Cancellation m_cancellation;
    const Clock& m_clock;
    std::unique_ptr<QNetworkAccessManager> m_manager;
};

} // namespace millrace::net
