// SPDX-License-Identifier: GPL-3.0-or-later
// answer(): takes the result of work on another thread on this one. Use it instead of QFuture::then(context, …): in
// Qt 6.4 that looks at its context from the other thread, and asserts when the context is gone by then.
// Call it on the context's thread, which has an event loop; neither function is called once the context is gone.
#pragma once

#include "core/base/error.h"

#include <QException>
#include <QFutureWatcher>

#include <exception>
#include <optional>

namespace millrace {

/// What work threw, as an Error. QtConcurrent wraps what it does not know, and its wrapper says nothing of the inside.
inline Error thrownBy(const std::exception_ptr& thrown)
{
    try {
        std::rethrow_exception(thrown);
    } catch (const Error& error) {
        return error;
    } catch (const QUnhandledException& wrapped) {
        if (wrapped.exception())
            return thrownBy(wrapped.exception());
    } catch (const std::exception& other) {
        return Error(QStringLiteral("internal.exception"), QString::fromUtf8(other.what()));
    } catch (...) {
        // below
    }
    return Error(QStringLiteral("internal.exception"), QStringLiteral("something that is no exception was thrown"));
}

/// Calls `done(result)` (or `done()` for void), or `failed(const Error&)` with what the work or done() threw.
/// Work that was cancelled answers nothing.
template <typename Result, typename Done, typename Failed>
void answer(const QFuture<Result>& future, QObject* context, Done done, Failed failed)
{
    auto* watcher = new QFutureWatcher<Result>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, done = std::move(done), failed = std::move(failed)]() mutable {
                         watcher->deleteLater();
                         QFuture<Result> finished = watcher->future();
                         std::optional<Error> error;
                         try {
                             finished.waitForFinished();
                             if constexpr (std::is_void_v<Result>) {
                                 if (!finished.isCanceled())
                                     done();
                             } else if (finished.resultCount() > 0) {
                                 done(finished.result());
                             }
                         } catch (...) {
                             error = thrownBy(std::current_exception());
                         }
                         if (error)
                             failed(*error);
                     });
    watcher->setFuture(future);
}

} // namespace millrace
