// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/probeloop.h"

#include "core/archive/aptconfig.h"
#include "core/base/answer.h"
#include "core/engine/outagerules.h"
#include "core/failure/resource.h"
#include "core/net/transfer.h"

#include <QtConcurrentRun>

namespace millrace::engine {

namespace {

constexpr int timeoutMs = 20'000;

/// What speaks against the resource still, or nothing when it answers. A missing file is an answer.
std::optional<Error> ask(const QString& url, const Cancellation& cancellation)
{
    const QUrl address(url);
    // What cannot be asked is tried by the next job.
    if (address.scheme() != QLatin1String("http") && address.scheme() != QLatin1String("https"))
        return std::nullopt;
    net::Settings settings;
    settings.timeoutMs = timeoutMs;
    settings.pausesMs.clear();
    settings.proxies = archive::readAptSettings().proxies;
    net::Request request;
    request.url = address;
    request.maxSize = 64 * 1024; // the beginning will do: more is an error of ours, not of the network
    try {
        net::Transfer(settings, cancellation).get(request);
    } catch (const Error& error) {
        if (error.code() == QLatin1String("internal.cancelled"))
            throw;
        if (failure::resourceOf(error))
            return error;
    }
    return std::nullopt;
}

bool probeAll(store::StoreThread& store, const Cancellation& cancellation)
{
    bool back = false;
    for (const store::Outage& outage : store.call([](store::StateStore& state) { return state.outages.broken(); })) {
        const QString resource = outage.resource;
        if (!store.call([&](store::StateStore& state) { return state.outages.claimProbe(resource); }))
            continue;
        const std::optional<Error> still = ask(outage.probeUrl, cancellation);
        store.call([&](store::StateStore& state) {
            state.transaction([&] { noteProbe(state, resource, !still, still ? still->message() : QString()); });
        });
        back = back || !still;
    }
    return back;
}

} // namespace

ProbeLoop::ProbeLoop(store::StoreThread& store, QThreadPool& pool, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_pool(pool)
{
}

ProbeLoop::~ProbeLoop()
{
    m_cancellation.cancel();
}

void ProbeLoop::look()
{
    if (std::exchange(m_busy, true))
        return;
    const auto settle = [this](bool back) {
        m_busy = false;
        emit ended(back);
    };
    answer(
        m_store.run([](store::StateStore& state) { return state.outages.isProbeDue(); }), this,
        [this, settle](bool due) {
            if (!due)
                return settle(false);
            m_cancellation = Cancellation();
            answer(
                QtConcurrent::run(&m_pool, [store = &m_store,
                                            cancellation = m_cancellation] { return probeAll(*store, cancellation); }),
                this, settle, [settle](const Error&) { settle(false); });
        },
        [settle](const Error&) { settle(false); });
}

void ProbeLoop::cancel()
{
    m_cancellation.cancel();
}

} // namespace millrace::engine
