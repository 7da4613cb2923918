// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP side of `run --metrics-listen`: /metrics for Prometheus and its like, /healthz for whoever restarts things.
// It has a thread and a read-only connection to the store of its own, so that neither a slow store nor a slow client
// ever waits for the engine, or the other way round. Create and destroy it on any thread.
#pragma once

#include "core/base/paths.h"
#include "core/store/storeurl.h"

#include <QObject>
#include <QThread>

#include <memory>

namespace millrace::ctl {

class MetricsEndpoint
{
public:
    /// @p listen: "127.0.0.1:9464", "[::1]:9464"; port 0 takes a free one. The store must be there.
    /// Throws Error "usage.listen", "internal.listen".
    MetricsEndpoint(const QString& listen, const store::StoreUrl& url, const Paths& paths);
    ~MetricsEndpoint();
    MetricsEndpoint(const MetricsEndpoint&) = delete;
    MetricsEndpoint& operator=(const MetricsEndpoint&) = delete;

    /// "http://127.0.0.1:9464".
    QString url() const { return m_url; }

private:
    class Server;

    QThread m_thread;
    QObject m_context; ///< lives on m_thread
    std::unique_ptr<Server> m_server;
    QString m_url;
};

} // namespace millrace::ctl
