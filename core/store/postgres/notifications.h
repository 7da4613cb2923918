// SPDX-License-Identifier: GPL-3.0-or-later
// Hears that something was committed to a PostgreSQL store, at once and without asking (LISTEN). It has a connection
// and a thread of its own: Qt delivers notices through an event loop, and a query on the same connection would swallow
// them. A lost connection is opened again with growing pauses; what was told meanwhile is lost, so listening() means
// "read everything again". Lives on its creator's thread.
#pragma once

#include "core/store/storeurl.h"

#include <QObject>
#include <QThread>

namespace millrace::store {

class Listener;

class Notifications final : public QObject
{
    Q_OBJECT
public:
    explicit Notifications(const StoreUrl& url, QObject* parent = nullptr);
    ~Notifications() override;

signals:
    void heard();
    /// The connection stands, for the first time or again.
    void listening();
    /// It does not any more.
    void lost();

private:
    QThread m_thread;
    Listener* m_listener = nullptr; ///< lives on m_thread, which deletes it
};

} // namespace millrace::store
