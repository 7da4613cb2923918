// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/step.h"

namespace millrace {

namespace {
thread_local Step* innermost = nullptr;
thread_local StepListener* listener = nullptr;
} // namespace

Step::Step(const char* what, QJsonObject values, std::source_location where)
    : m_frame(TraceFrame::at(where, QString::fromUtf8(what), values))
    , m_outer(innermost)
    , m_depth(innermost ? innermost->m_depth + 1 : 0)
{
    innermost = this;
    m_timer.start();
    if (listener)
        listener->stepOpened(m_frame, m_stage, m_depth);
}

Step::Step(Stage stage, const char* what, QJsonObject values, std::source_location where)
    : m_frame(TraceFrame::at(where, QString::fromUtf8(what), values))
    , m_stage(stage)
    , m_outer(innermost)
    , m_depth(innermost ? innermost->m_depth + 1 : 0)
{
    innermost = this;
    m_timer.start();
    if (listener)
        listener->stepOpened(m_frame, m_stage, m_depth);
}

Step::~Step()
{
    innermost = m_outer;
    if (listener)
        listener->stepClosed(m_frame, m_stage, m_depth, m_timer.elapsed());
}

void Step::progress(qint64 done, qint64 total)
{
    if (listener)
        listener->stepProgressed(m_frame, done, total);
}

Traceback Step::trace()
{
    Traceback trace;
    for (const Step* step = innermost; step; step = step->m_outer)
        trace.prepend(step->m_frame);
    return trace;
}

std::optional<Stage> Step::currentStage()
{
    for (const Step* step = innermost; step; step = step->m_outer) {
        if (step->m_stage)
            return step->m_stage;
    }
    return std::nullopt;
}

void Step::note(const QString& text)
{
    if (listener)
        listener->stepNoted(text);
}

StepListener* Step::setListener(StepListener* newListener)
{
    return std::exchange(listener, newListener);
}

} // namespace millrace
