// SPDX-License-Identifier: GPL-3.0-or-later
// The engine's state in words, for the status bar and the Queue screen. Pure functions; any thread.
#pragma once

#include "core/engine/engine.h"
#include "ui/models/tone.h"

namespace millrace::ui {

class EngineHost;

/// "Running", "Paused", "Finishing", "Stopped".
QString engineStateText(engine::EngineState state);
Tone engineStateTone(engine::EngineState state);
/// An icon's name for theme::icon.
QString engineStateIcon(engine::EngineState state);
/// "about 3 – 4 min to go"; empty where nothing is known.
QString toGoText(qint64 lowMs, qint64 highMs);
/// "2 imports run, 14 wait, about 3 – 4 min" and the like: what happens now, in one sentence.
QString engineSentence(const EngineHost& engine, const store::Status& status);

} // namespace millrace::ui
