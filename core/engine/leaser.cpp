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

void Leaser::ask(int places)
{
    m_again = m_busy ? places : 0;
    if (std::exchange(m_busy, true))
        return;
    answer(
        QtConcurrent::run(&m_pool,
                          [this, places] {
                              LeaseAnswer next = leaseNext(m_store, m_request, places);
                              for (LeasedJob& leased : next.leased) {
                                  if (leased.spec.downloads())
                                      addProxies(leased);
                              }
                              return next;
                          }),
        this,
        [this](const LeaseAnswer& result) {
            m_busy = false;
            if (result.leased.isEmpty() && m_again > 0)
                ask(std::exchange(m_again, 0));
            else
                emit answered(result);
        },
        [this](const Error& error) {
            m_busy = false;
            emit storeFailed(error);
        });
}

void Leaser::addProxies(LeasedJob& leased)
{
    try {
        if (!m_proxiesAge.isValid() || m_proxiesAge.hasExpired(proxiesMs)) {
            m_proxies = archive::readAptSettings().proxies.rules;
            m_proxiesAge.start();
        }
        leased.spec.proxies = m_proxies;
    } catch (const Error& error) {
        leased.problem = error; // it is leased: what is wrong must end as an attempt of it
    }
}

} // namespace millrace::engine
