// SPDX-License-Identifier: GPL-3.0-or-later
// Shutdown: closing the window, or leaving its store for another one, while imports run. They get some seconds to
// finish, then their workers are stopped and the jobs given back to the queue; nothing is lost either way, and nothing
// waits for ever. GUI thread.
#pragma once

#include "ui/models/enginehost.h"

#include <QObject>
#include <QTimer>

namespace millrace::ui {

class MessageBar;

class Shutdown final : public QObject
{
    Q_OBJECT
public:
    enum class Why { Closing, Switching };
    Shutdown(EngineHost& engine, MessageBar& messages, QObject* parent = nullptr, Why why = Why::Closing);

    /// @p jobs: that the engine has in hand. True: close now. False: it began to stop, finished() follows; asking again
    /// stops at once.
    bool request(int jobs);
    void setPatience(int ms) { m_patience.setInterval(ms); }

signals:
    void finished();

private:
    void stopNow();
    void finish();

    EngineHost& m_engine;
    MessageBar& m_messages;
    const Why m_why;
    QTimer m_patience; ///< how long running imports may finish
    QTimer m_limit;    ///< how long stopping may take
    bool m_asked = false, m_done = false;
};

} // namespace millrace::ui
