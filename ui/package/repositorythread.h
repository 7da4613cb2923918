// SPDX-License-Identifier: GPL-3.0-or-later
// RepositoryThread: one thread that reads git for the package screen, and the one Repository object it may use.
// Work runs in the order sent; the GUI never waits for it. Create and destroy on the GUI thread.
#pragma once

#include "core/git/history.h"
#include "core/git/repository.h"

#include <QFuture>
#include <QObject>
#include <QPromise>
#include <QThread>

#include <functional>
#include <memory>
#include <optional>

namespace millrace::ui {

/// What the thread holds between two pieces of work.
struct RepositorySession
{
    std::optional<git::Repository> repository = {};
    std::optional<git::History> history = {}; ///< of that repository; goes first
    QString path = {};

    /// The repository at @p path; opened when it is another one than before. Throws Error "internal.git".
    git::Repository& open(const QString& path);
    void close();
};

class RepositoryThread
{
public:
    RepositoryThread();
    ~RepositoryThread();
    RepositoryThread(const RepositoryThread&) = delete;
    RepositoryThread& operator=(const RepositoryThread&) = delete;

    /// Runs `work(RepositorySession&)` on the thread; what it throws, the future throws.
    template <typename Work> auto run(Work work) -> QFuture<std::invoke_result_t<Work, RepositorySession&>>
    {
        using Result = std::invoke_result_t<Work, RepositorySession&>;
        auto promise = std::make_shared<QPromise<Result>>();
        QFuture<Result> future = promise->future();
        promise->start();
        post([this, promise, work = std::move(work)]() mutable {
            try {
                if constexpr (std::is_void_v<Result>)
                    work(m_session);
                else
                    promise->addResult(work(m_session));
            } catch (...) {
                promise->setException(std::current_exception());
            }
            promise->finish();
        });
        return future;
    }

private:
    void post(std::function<void()> work);

    QThread m_thread;
    QObject* m_context;
    RepositorySession m_session;
};

} // namespace millrace::ui
