// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/shutdown.h"

#include "ui/widgets/messagebar.h"

namespace millrace::ui {

namespace {

constexpr int finishMs = 8'000;
constexpr int stopMs = 4'000;

} // namespace

Shutdown::Shutdown(EngineHost& engine, MessageBar& messages, QObject* parent, Why why)
    : QObject(parent)
    , m_engine(engine)
    , m_messages(messages)
    , m_why(why)
{
    m_patience.setSingleShot(true);
    m_patience.setInterval(finishMs);
    m_limit.setSingleShot(true);
    m_limit.setInterval(stopMs);
    connect(&m_patience, &QTimer::timeout, this, &Shutdown::stopNow);
    connect(&m_limit, &QTimer::timeout, this, &Shutdown::finish);
    connect(&m_engine, &EngineHost::stopped, this, [this] {
        if (m_asked)
            finish();
    });
}

bool Shutdown::request(int jobs)
{
    if (m_done || !m_engine.isLaunched() || m_engine.state() == engine::EngineState::Stopped)
        return true;
    if (m_asked) {
        stopNow();
        return false;
    }
    m_asked = true;
    if (jobs == 0) {
        stopNow();
        return false;
    }
    const bool closing = m_why == Why::Closing;
    const QString rest =
        tr("%Ln import(s) may finish for a few seconds, then go back into the queue. Nothing is lost.", nullptr, jobs);
    m_messages.say(Tone::Warning, (closing ? tr("Closing: %1") : tr("Switching: %1")).arg(rest),
                   {closing ? tr("Close now") : tr("Switch now"), [this] { stopNow(); }});
    m_patience.start();
    m_engine.quiesce();
    return false;
}

void Shutdown::stopNow()
{
    m_patience.stop();
    m_limit.start();
    m_engine.stopNow();
}

void Shutdown::finish()
{
    if (std::exchange(m_done, true))
        return;
    m_patience.stop();
    m_limit.stop();
    emit finished();
}

} // namespace millrace::ui
