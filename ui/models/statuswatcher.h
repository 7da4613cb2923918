// SPDX-License-Identifier: GPL-3.0-or-later
// StatusWatcher: the store's numbers (queue length, held packages, hosts, stale suites), read again whenever something
// changed. Lives on the GUI thread; reads on the StoreThread it is given, which must outlive it.
#pragma once

#include "core/store/storethread.h"

#include <QObject>
#include <QSet>
#include <QTimer>

namespace millrace::ui {

class StatusWatcher final : public QObject
{
    Q_OBJECT
public:
    explicit StatusWatcher(store::StoreThread& read, QObject* parent = nullptr);

    const store::Status& status() const { return m_status; }
    /// The numbers were read at least once.
    bool isKnown() const { return m_known; }

public slots:
    void refresh();
    /// Connect to ChangeFeed::changed.
    void noteChanges(const QSet<QString>& topics);

signals:
    void changed();
    void failed(const QString& sentence);

private:
    store::StoreThread& m_read;
    store::Status m_status;
    QTimer m_timer;
    bool m_known = false, m_reading = false, m_again = false;
};

} // namespace millrace::ui
