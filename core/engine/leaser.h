// SPDX-License-Identifier: GPL-3.0-or-later
// Leaser: asks the store for the next jobs, one question at a time, without blocking. Lives on the engine's thread;
// owned by the Engine.
#pragma once

#include "core/engine/leasing.h"

#include <QElapsedTimer>
#include <QObject>
#include <QThreadPool>

namespace millrace::engine {

class Leaser final : public QObject
{
    Q_OBJECT
public:
    /// @p pool runs what blocks; it and @p store outlive this.
    Leaser(store::StoreThread& store, QThreadPool& pool, LeaseRequest request, QObject* parent);

    /// Asks for as many jobs as there are @p places; answered() or storeFailed() follows. Asked while a question is
    /// under way, it asks once more if that one brings no job: news may have come too late for it.
    void ask(int places);
    bool isBusy() const { return m_busy; }

signals:
    /// The specs of leased jobs are complete: they have apt's proxies where they download.
    void answered(const millrace::engine::LeaseAnswer& answer);
    void storeFailed(const millrace::Error& error);

private:
    void addProxies(LeasedJob& leased);

    store::StoreThread& m_store;
    QThreadPool& m_pool;
    const LeaseRequest m_request;
    QMap<QString, QString> m_proxies; ///< while busy, the pool's, as is their age
    QElapsedTimer m_proxiesAge;
    bool m_busy = false;
    int m_again = 0; ///< places to ask for once more
};

} // namespace millrace::engine
