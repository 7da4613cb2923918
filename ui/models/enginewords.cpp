// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/enginewords.h"

#include "ui/models/enginehost.h"
#include "ui/models/format.h"

#include <QCoreApplication>

namespace millrace::ui {

using engine::EngineState;

namespace {

struct EngineWords
{
    Q_DECLARE_TR_FUNCTIONS(millrace::ui::EngineWords)
};

} // namespace

QString engineStateText(EngineState state)
{
    switch (state) {
    case EngineState::Running:
        return EngineWords::tr("Engine runs");
    case EngineState::Paused:
        return EngineWords::tr("Engine paused");
    case EngineState::Quiescing:
        return EngineWords::tr("Engine finishes");
    case EngineState::Stopped:
        break;
    }
    return EngineWords::tr("Engine stopped");
}

Tone engineStateTone(EngineState state)
{
    switch (state) {
    case EngineState::Running:
        return Tone::Ok;
    case EngineState::Paused:
    case EngineState::Quiescing:
        return Tone::Warning;
    case EngineState::Stopped:
        break;
    }
    return Tone::Muted;
}

QString engineStateIcon(EngineState state)
{
    switch (state) {
    case EngineState::Running:
        return QStringLiteral("start");
    case EngineState::Paused:
        return QStringLiteral("pause");
    case EngineState::Quiescing:
        return QStringLiteral("wait");
    case EngineState::Stopped:
        break;
    }
    return QStringLiteral("stop");
}

QString toGoText(qint64 lowMs, qint64 highMs)
{
    const QString eta = etaText(lowMs, highMs);
    return eta.isEmpty() ? QString() : EngineWords::tr("about %1 to go", "%1 is a range of durations").arg(eta);
}

QString engineSentence(const EngineHost& engine, const store::Status& status)
{
    if (!engine.breakage().isEmpty())
        return engine.breakage();
    const int running = static_cast<int>(status.running.size());
    const int waiting = static_cast<int>(status.queueLength);
    QStringList parts;
    if (engine.isPolling())
        parts << engine.pollSentence();
    if (running > 0)
        parts << EngineWords::tr("%Ln import(s) running", nullptr, running);
    if (waiting > 0)
        parts << EngineWords::tr("%Ln waiting", "jobs", waiting);
    if (const QString eta = toGoText(status.etaLowMs, status.etaHighMs); waiting > 0 && !eta.isEmpty())
        parts << eta;
    if (parts.isEmpty())
        parts << EngineWords::tr("Nothing to do");
    return parts.join(QStringLiteral(" · "));
}

} // namespace millrace::ui
