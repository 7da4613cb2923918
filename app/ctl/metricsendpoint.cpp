// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ctl/metricsendpoint.h"

#include "core/base/error.h"
#include "core/monitor/metrictext.h"
#include "core/monitor/openmetrics.h"

#include <QHostAddress>
#include <QHttpServer>
#include <QHttpServerResponse>
#include <QTcpServer>

#include <optional>

namespace millrace::ctl {

namespace {

struct Place
{
    QHostAddress address;
    quint16 port = 0;
};

Place placeOf(const QString& listen)
{
    const qsizetype colon = listen.lastIndexOf(QLatin1Char(':'));
    QString host = listen.left(std::max<qsizetype>(0, colon));
    if (host.startsWith(QLatin1Char('[')) && host.endsWith(QLatin1Char(']')))
        host = host.mid(1, host.size() - 2);
    bool isNumber = false;
    const uint port = listen.mid(colon + 1).toUInt(&isNumber);
    const QHostAddress address(host);
    if (colon < 0 || !isNumber || port > 65'535 || address.isNull())
        throw Error(QStringLiteral("usage.listen"), QStringLiteral("\"%1\" is no address to listen at").arg(listen))
            .withAdvice(QStringLiteral("write ADDRESS:PORT, for example 127.0.0.1:9464 or [::1]:9464"));
    return {address, static_cast<quint16>(port)};
}

using Status = QHttpServerResponse::StatusCode;

} // namespace

/// Lives on the endpoint's thread.
class MetricsEndpoint::Server
{
public:
    Server(const Place& place, store::StoreUrl url, Paths paths)
        : m_url(std::move(url))
        , m_paths(std::move(paths))
    {
        m_http.route(QStringLiteral("/metrics"), [this] { return metrics(); });
        m_http.route(QStringLiteral("/healthz"), [this] { return health(); });
        // A socket that already listens: the one way that Qt 6.4 and Qt 6.8 share.
        auto* socket = new QTcpServer(&m_http);
        if (!socket->listen(place.address, place.port))
            throw Error(QStringLiteral("internal.listen"),
                        QStringLiteral("cannot listen at %1:%2: %3")
                            .arg(place.address.toString(), QString::number(place.port), socket->errorString()))
                .withAdvice(QStringLiteral("choose another --metrics-listen, or end the program that has it"));
        m_http.bind(socket);
        m_port = socket->serverPort();
    }

    quint16 port() const { return m_port; }

private:
    /// The connection is made when first asked for, and again after a failure.
    store::StateStore& store()
    {
        if (!m_store)
            m_store = std::make_unique<store::StateStore>(m_url, store::OpenMode::ReadOnly);
        return *m_store;
    }

    template <typename Read> QHttpServerResponse answer(const QByteArray& contentType, Read read)
    {
        try {
            return {contentType, read(store()), Status::Ok};
        } catch (const Error& error) {
            m_store.reset();
            return {QByteArrayLiteral("text/plain; charset=utf-8"), error.message().toUtf8() + '\n',
                    Status::ServiceUnavailable};
        }
    }

    QHttpServerResponse metrics()
    {
        return answer(monitor::MetricText::contentType, [this](store::StateStore& state) {
            return monitor::openMetrics(monitor::takeSnapshot(state, m_paths));
        });
    }

    QHttpServerResponse health()
    {
        return answer(QByteArrayLiteral("text/plain; charset=utf-8"), [](store::StateStore& state) {
            state.changeCounters();
            return QByteArrayLiteral("ok\n");
        });
    }

    store::StoreUrl m_url;
    Paths m_paths;
    std::unique_ptr<store::StateStore> m_store;
    QHttpServer m_http;
    quint16 m_port = 0;
};

MetricsEndpoint::MetricsEndpoint(const QString& listen, const store::StoreUrl& url, const Paths& paths)
{
    const Place place = placeOf(listen);
    m_thread.setObjectName(QStringLiteral("metrics"));
    m_context.moveToThread(&m_thread);
    m_thread.start();
    std::optional<Error> problem;
    QMetaObject::invokeMethod(
        &m_context,
        [&] {
            try {
                m_server = std::make_unique<Server>(place, url, paths);
            } catch (const Error& error) {
                problem = error;
            }
        },
        Qt::BlockingQueuedConnection);
    if (problem) {
        m_thread.quit();
        m_thread.wait();
        throw Error(*problem);
    }
    const QString host = place.address.protocol() == QAbstractSocket::IPv6Protocol
                             ? QLatin1Char('[') + place.address.toString() + QLatin1Char(']')
                             : place.address.toString();
    m_url = QStringLiteral("http://%1:%2").arg(host, QString::number(m_server->port()));
}

MetricsEndpoint::~MetricsEndpoint()
{
    QMetaObject::invokeMethod(
        &m_context, [this] { m_server.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

} // namespace millrace::ctl
