// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/net/transfer.h"

#include "core/base/step.h"
#include "core/net/download.h"

#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkProxyFactory>
#include <QTimer>

#include <algorithm>
#include <vector>

namespace millrace::net {

namespace {

class RuledProxyFactory final : public QNetworkProxyFactory
{
public:
    explicit RuledProxyFactory(ProxyRules rules)
        : m_rules(std::move(rules))
    {
    }
    QList<QNetworkProxy> queryProxy(const QNetworkProxyQuery& query) override { return {m_rules.forUrl(query.url())}; }

private:
    const ProxyRules m_rules;
};

/// How soon a cancelled transfer stops.
constexpr int cancellationCheckMs = 50;

} // namespace

Transfer::Transfer(Settings settings, Cancellation cancellation, const Clock& clock)
    : m_settings(std::move(settings))
    , m_cancellation(std::move(cancellation))
    , m_clock(clock)
    , m_manager(std::make_unique<QNetworkAccessManager>())
{
    m_manager->setProxyFactory(new RuledProxyFactory(m_settings.proxies)); // owned by the manager
}

Transfer::~Transfer() = default;

Response Transfer::get(const Request& request)
{
    QList<Outcome> outcomes = getAll({request});
    if (outcomes.first().error)
        throw *outcomes.first().error;
    return *outcomes.first().response;
}

QList<Outcome> Transfer::getAll(const QList<Request>& requests)
{
    Step step(requests.size() == 1 ? "download" : "download files",
              requests.size() == 1
                  ? QJsonObject{{QStringLiteral("url"), requests.first().url.toString(QUrl::RemovePassword)}}
                  : QJsonObject{{QStringLiteral("files"), requests.size()}});
    m_cancellation.throwIfCancelled();

    QEventLoop loop;
    std::vector<std::unique_ptr<Download>> downloads;
    qsizetype started = 0;
    qsizetype finished = 0;
    const bool sizesKnown =
        std::all_of(requests.begin(), requests.end(), [](const Request& request) { return request.expectedSize >= 0; });
    qint64 total = 0;
    for (const Request& request : requests)
        total += sizesKnown ? request.expectedSize : 0;

    const auto report = [&] {
        qint64 done = 0;
        for (const auto& download : downloads)
            done += download->size();
        step.progress(done, total);
    };
    // Runs when a download ends, too: always from the event loop, never from inside start().
    const auto startNext = [&] {
        while (started < requests.size() && started - finished < m_settings.parallel)
            downloads[static_cast<size_t>(started++)]->start();
        if (finished == requests.size())
            loop.quit();
    };
    downloads.reserve(static_cast<size_t>(requests.size()));
    for (const Request& request : requests) {
        downloads.push_back(std::make_unique<Download>(*m_manager, request, m_settings, m_clock));
        downloads.back()->onProgress = report;
        downloads.back()->onDone = [&] {
            ++finished;
            startNext();
        };
    }

    QTimer watch;
    QObject::connect(&watch, &QTimer::timeout, &loop, [&] {
        if (m_cancellation.isCancelled())
            loop.quit();
    });
    watch.start(cancellationCheckMs);
    QTimer::singleShot(0, &loop, startNext);
    loop.exec();
    m_cancellation.throwIfCancelled(); // the downloads' destructors abort what still runs

    QList<Outcome> outcomes;
    for (const auto& download : downloads)
        outcomes.append(download->outcome());
    return outcomes;
}

} // namespace millrace::net
