// SPDX-License-Identifier: GPL-3.0-or-later
// IdleLock: locks an unlocked store again when nobody has used the console for a while: a window left open on the
// production store must not wait for a stray key. GUI thread.
#pragma once

#include "core/base/clock.h"

#include <QObject>
#include <QTimer>

namespace millrace::ui {

class Access;

class IdleLock final : public QObject
{
    Q_OBJECT
public:
    /// Keeps references. @p minutes 0 = never locks.
    IdleLock(Access& access, int minutes, const Clock& clock, QObject* parent = nullptr);

    /// Somebody was here.
    void noteUse();
    /// Looks at the clock; the timer does so by itself.
    void look();

signals:
    /// It locked the store.
    void locked(int minutes);

protected:
    /// Sees the application's keys, clicks and wheel turns.
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void follow();

    Access& m_access;
    const int m_minutes;
    const Clock& m_clock;
    qint64 m_lastUse = 0;
    QTimer m_timer;
};

} // namespace millrace::ui
