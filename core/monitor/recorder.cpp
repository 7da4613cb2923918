// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/monitor/recorder.h"

#include "core/base/answer.h"

namespace millrace::monitor {

Recorder::Recorder(store::StoreThread& write, QObject* parent)
    : QObject(parent)
    , m_write(write)
    , m_timer(this) // comes along when this is moved to another thread
{
    m_timer.setInterval(lookMs);
    m_timer.setTimerType(Qt::VeryCoarseTimer);
    connect(&m_timer, &QTimer::timeout, this, &Recorder::look);
}

void Recorder::start()
{
    m_timer.start();
    look();
}

void Recorder::look()
{
    // A store that is slow or away must not collect a queue of looks.
    if (std::exchange(m_looking, true))
        return;
    answer(
        m_write.run([](store::StateStore& store) { return store.history.sample(); }), this,
        [this](bool written) {
            m_looking = false;
            m_failed = false;
            if (written)
                emit sampled();
        },
        [this](const Error& error) {
            m_looking = false;
            if (!std::exchange(m_failed, true))
                emit failed(error.message());
        });
}

} // namespace millrace::monitor
