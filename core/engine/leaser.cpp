// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/leaser.h"

#include "core/archive/aptconfig.h"
#include "core/base/answer.h"

#include <QtConcurrentRun>

namespace millrace::engine {

namespace {
/// apt's proxies are asked for by a process of its own, and hardly ever change.
constexpr qint64 proxiesMs = 60 * 1000;
} // namespace

Leaser::Leaser(store::StoreThread& store, QThreadPool& pool, LeaseRequest request, QObject* parent)
    : QObject(parent)
    , m_store(store)
    , m_pool(pool)
    , m_request(std::move(request))
{
}

void Leaser::ask()
{
    m_again = m_busy;
    if (std::exchange(m_busy, true))
        return;
    answer(
        QtConcurrent::run(&m_pool,
                          [this] {
                              if (!m_proxiesAge.isValid() || m_proxiesAge.hasExpired(proxiesMs)) {
                                  m_request.proxies = archive::readAptSettings().proxies.rules;
                                  m_proxiesAge.start();
                              }
                              return leaseNext(m_store, m_request);
                          }),
        this,
        [this](const LeaseAnswer& result) {
            m_busy = false;
            if (!result.leased && m_again)
                ask();
            else
                emit answered(result);
        },
        [this](const Error& error) {
            m_busy = false;
            emit storeFailed(error);
        });
}

} // namespace millrace::engine
