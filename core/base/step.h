// SPDX-License-Identifier: GPL-3.0-or-later
// Step: what the engine is doing right now. The open steps of a thread are the traceback of an Error thrown below
// them; the same steps, seen by a StepListener, are the job's progress, its log and its timings.
// A Step lives on the stack of the thread that opened it; steps of one thread close in reverse order.
#pragma once

#include "core/base/stage.h"
#include "core/base/traceframe.h"

#include <QElapsedTimer>

#include <source_location>

namespace millrace {

/// Hears of every step of the thread it is installed on. Called on that thread, never concurrently.
class StepListener
{
public:
    virtual ~StepListener() = default;
    /// @p depth counts from 0, the outermost step.
    virtual void stepOpened(const TraceFrame& frame, std::optional<Stage> stage, int depth) = 0;
    virtual void stepClosed(const TraceFrame& frame, std::optional<Stage> stage, int depth, qint64 elapsedMs) = 0;
    /// @p done of @p total units (bytes, files) of the innermost step; total 0 = unknown.
    virtual void stepProgressed(const TraceFrame& frame, qint64 done, qint64 total) = 0;
    /// A sentence worth keeping that is no error: a flag, a retry, a choice made.
    virtual void stepNoted(const QString& text) = 0;
};

class Step
{
public:
    /// @p values are shown beside the frame; numbers stay numbers.
    explicit Step(const char* what, QJsonObject values = {},
                  std::source_location where = std::source_location::current());
    /// A step that also enters a stage: its failures have this phase, and the stage bar moves.
    Step(Stage stage, const char* what, QJsonObject values = {},
         std::source_location where = std::source_location::current());
    ~Step();
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

    /// Reports progress in this step's own units. Cheap enough to call per file: listeners throttle.
    void progress(qint64 done, qint64 total);

    /// The open steps of this thread, oldest first.
    static Traceback trace();
    /// The stage of the innermost step that has one; empty outside of any.
    static std::optional<Stage> currentStage();
    /// Passes a sentence to this thread's listener.
    static void note(const QString& text);
    /// Installs @p listener (may be null) for this thread; returns the previous one. The caller keeps ownership.
    static StepListener* setListener(StepListener* listener);

private:
    TraceFrame m_frame;
    std::optional<Stage> m_stage;
    QElapsedTimer m_timer;
    Step* m_outer;
    int m_depth;
};

} // namespace millrace
