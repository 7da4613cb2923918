// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/closing.h"

#include <QCoreApplication>
#include <QThreadPool>

namespace millrace::store {

namespace {

void waitForClosing()
{
    QThreadPool::globalInstance()->waitForDone();
}

} // namespace

void closeInBackground(std::shared_ptr<StoreThread> store)
{
    if (!store)
        return;
    // Qt SQL takes its connections away when the application ends, and such routines run in reverse order: this one is
    // registered after a store was opened, so it comes first. A connection closed by two threads breaks the heap.
    static const bool registered = (qAddPostRoutine(waitForClosing), true);
    Q_UNUSED(registered);
    QThreadPool::globalInstance()->start([store = std::move(store)]() mutable { store.reset(); });
}

} // namespace millrace::store
