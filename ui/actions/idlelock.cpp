// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/actions/idlelock.h"

#include "ui/actions/access.h"

#include <QCoreApplication>
#include <QEvent>

namespace millrace::ui {

namespace {

/// Not one long timer: a computer that slept must find the store locked, not fifteen minutes later.
constexpr int lookMs = 10'000;
constexpr qint64 minuteMs = 60'000;

} // namespace

IdleLock::IdleLock(Access& access, int minutes, const Clock& clock, QObject* parent)
    : QObject(parent)
    , m_access(access)
    , m_minutes(minutes)
    , m_clock(clock)
{
    m_timer.setInterval(lookMs);
    connect(&m_timer, &QTimer::timeout, this, &IdleLock::look);
    connect(&m_access, &Access::changed, this, &IdleLock::follow);
    qApp->installEventFilter(this);
    follow();
}

void IdleLock::follow()
{
    noteUse();
    if (m_access.isUnlocked() && m_access.terms().lockable && m_minutes > 0)
        m_timer.start();
    else
        m_timer.stop();
}

void IdleLock::noteUse()
{
    m_lastUse = m_clock.nowMs();
}

void IdleLock::look()
{
    if (!m_timer.isActive() || m_clock.nowMs() - m_lastUse < m_minutes * minuteMs)
        return;
    m_access.lock();
    emit locked(m_minutes);
}

bool IdleLock::eventFilter(QObject* watched, QEvent* event)
{
    switch (event->type()) {
    case QEvent::KeyPress:
    case QEvent::MouseButtonPress:
    case QEvent::Wheel:
        // A key that comes after the time is over must not be the one that keeps the store open.
        look();
        noteUse();
        break;
    default:
        break;
    }
    return QObject::eventFilter(watched, event);
}

} // namespace millrace::ui
