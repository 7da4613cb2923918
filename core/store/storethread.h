// SPDX-License-Identifier: GPL-3.0-or-later
// StoreThread: owns one connection to the state store on a thread of its own; everybody else sends it work and gets a
// future. The console has one for writing (shared by the engine and the Operations) and one, read-only, for its models.
// Create, use and destroy it from any thread; the destructor finishes the work already sent.
#pragma once

#include "core/store/statestore.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThread>

#include <memory>

namespace millrace::store {

class StoreThread
{
public:
    /// Opens the store on the new thread and waits for it; throws what opening throws
    /// (Error store.unreachable, store.corrupt, store.newer, store.readonly).
    StoreThread(const StoreUrl& url, OpenMode mode, const Clock& clock = Clock::system());
    ~StoreThread();
    StoreThread(const StoreThread&) = delete;
    StoreThread& operator=(const StoreThread&) = delete;

    /// Runs `work(StateStore&)` on the store's thread, in the order sent. What it throws, the future throws.
    /// From a thread with an event loop, hear of the end by a QFutureWatcher: QFuture::then(context, …) of Qt 6.4
    /// asserts when the context is gone by then.
    template <typename Work> auto run(Work work) -> QFuture<std::invoke_result_t<Work, StateStore&>>
    {
        using Result = std::invoke_result_t<Work, StateStore&>;
        auto promise = std::make_shared<QPromise<Result>>();
        QFuture<Result> future = promise->future();
        promise->start();
        post([this, promise, work = std::move(work)]() mutable {
            try {
                if constexpr (std::is_void_v<Result>)
                    work(*m_store);
                else
                    promise->addResult(work(*m_store));
            } catch (...) {
                promise->setException(std::current_exception());
            }
            promise->finish();
        });
        return future;
    }

    /// The same for threads that may wait (never the GUI thread): returns the result or throws.
    template <typename Work> auto call(Work work)
    {
        auto future = run(std::move(work));
        future.waitForFinished();
        using Result = std::invoke_result_t<Work, StateStore&>;
        if constexpr (!std::is_void_v<Result>)
            return future.takeResult();
    }

    const StoreUrl& url() const { return m_url; }

private:
    void post(std::function<void()> work);

    StoreUrl m_url;
    QThread m_thread;
    std::unique_ptr<QObject> m_context;
    std::unique_ptr<StateStore> m_store;
};

} // namespace millrace::store
