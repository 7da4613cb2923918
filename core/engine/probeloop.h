// SPDX-License-Identifier: GPL-3.0-or-later
// ProbeLoop: asks resources that are away whether they are back, once a minute, by one engine of all. Lives on the
// engine's thread; owned by the Engine.
#pragma once

#include "core/base/cancellation.h"
#include "core/store/storethread.h"

#include <QObject>
#include <QThreadPool>

namespace millrace::engine {

class ProbeLoop final : public QObject
{
    Q_OBJECT
public:
    /// @p pool runs what blocks; it and @p store outlive this.
    ProbeLoop(store::StoreThread& store, QThreadPool& pool, QObject* parent);
    ~ProbeLoop() override;

    /// Probes what is due, if anything is.
    void look();
    void cancel();
    bool isBusy() const { return m_busy; }

signals:
    /// Nothing is under way any more. @p back: some resource can be tried again.
    void ended(bool back);

private:
    store::StoreThread& m_store;
    QThreadPool& m_pool;
    Cancellation m_cancellation;
    bool m_busy = false;
};

} // namespace millrace::engine
