// SPDX-License-Identifier: GPL-3.0-or-later
// Recorder: has the history written while an engine runs, a sample every five minutes. Whoever owns an engine owns one
// beside it. Lives on its creator's thread, which has an event loop and is never blocked; the StoreThread must outlive
// it.
#pragma once

#include "core/store/storethread.h"

#include <QObject>
#include <QTimer>

namespace millrace::monitor {

class Recorder final : public QObject
{
    Q_OBJECT
public:
    explicit Recorder(store::StoreThread& write, QObject* parent = nullptr);

    /// Looks once a minute: of many engines, and after a sleep, one is soon there when a sample is due.
    static constexpr int lookMs = 60'000;

public slots:
    /// The first look is at once.
    void start();
    void stop() { m_timer.stop(); }

signals:
    /// A sample was written by this one.
    void sampled();
    /// The store refused, once until it takes one again.
    void failed(const QString& sentence);

private:
    void look();

    store::StoreThread& m_write;
    QTimer m_timer;
    bool m_looking = false;
    bool m_failed = false;
};

} // namespace millrace::monitor
