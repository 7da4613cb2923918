// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/statuswatcher.h"

#include "core/base/answer.h"
#include "core/base/error.h"

namespace millrace::ui {

StatusWatcher::StatusWatcher(store::StoreThread& read, QObject* parent)
    : QObject(parent)
    , m_read(read)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(100);
    connect(&m_timer, &QTimer::timeout, this, &StatusWatcher::refresh);
}

void StatusWatcher::noteChanges(const QSet<QString>& topics)
{
    Q_UNUSED(topics)
    if (!m_timer.isActive())
        m_timer.start();
}

void StatusWatcher::refresh()
{
    m_again = m_reading;
    if (std::exchange(m_reading, true))
        return;
    answer(
        m_read.run([](store::StateStore& store) { return store.status(); }), this,
        [this](const store::Status& status) {
            m_reading = false;
            m_known = true;
            m_status = status;
            emit changed();
            if (std::exchange(m_again, false))
                refresh();
        },
        [this](const Error& error) {
            m_reading = false;
            emit failed(error.message());
        });
}

} // namespace millrace::ui
