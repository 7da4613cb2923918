// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storethread.h"

namespace millrace::store {

StoreThread::StoreThread(const StoreUrl& url, OpenMode mode, const Clock& clock)
    : m_url(url)
    , m_context(std::make_unique<QObject>())
{
    m_thread.setObjectName(mode == OpenMode::ReadWrite ? QStringLiteral("store") : QStringLiteral("store-read"));
    m_context->moveToThread(&m_thread);
    m_thread.start();
    std::exception_ptr problem;
    QMetaObject::invokeMethod(
        m_context.get(),
        [&] {
            try {
                m_store = std::make_unique<StateStore>(url, mode, clock);
            } catch (...) {
                problem = std::current_exception();
            }
        },
        Qt::BlockingQueuedConnection);
    if (problem) {
        m_thread.quit();
        m_thread.wait();
        std::rethrow_exception(problem);
    }
}

StoreThread::~StoreThread()
{
    // The connection must be closed on the thread that opened it, after the work already queued.
    QMetaObject::invokeMethod(
        m_context.get(), [this] { m_store.reset(); }, Qt::BlockingQueuedConnection);
    m_thread.quit();
    m_thread.wait();
}

void StoreThread::post(std::function<void()> work)
{
    QMetaObject::invokeMethod(m_context.get(), std::move(work), Qt::QueuedConnection);
}

} // namespace millrace::store
