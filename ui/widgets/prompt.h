// SPDX-License-Identifier: GPL-3.0-or-later
// Prompt: how the console asks before it changes something. The window's is the PreviewPanel; tests answer with
// CannedPrompt. Never blocks and never spins an event loop. GUI thread.
#pragma once

#include "core/ops/operation.h"

#include <functional>

namespace millrace::ui {

enum class ReasonField { None, Optional, Required };

struct Question
{
    ops::Preview preview = {};
    QString verb = {};    ///< on the button: "Retry 3 packages"
    QString command = {}; ///< the command line that does the same
    QString note = {};    ///< why it is asked again: "The queue moved since; this is what would happen now."
    ReasonField reason = ReasonField::None;
};

struct Answer
{
    bool accepted = false;
    QString reason = {};
};

class Prompt
{
public:
    virtual ~Prompt() = default;
    /// Calls @p answer exactly once, later or at once. A new question declines the one still open.
    virtual void ask(const Question& question, std::function<void(const Answer&)> answer) = 0;
};

/// Answers at once, as told, and remembers what was asked.
class CannedPrompt final : public Prompt
{
public:
    Answer next = {true, {}};
    QList<Question> asked = {};
    void ask(const Question& question, std::function<void(const Answer&)> answer) override
    {
        asked.append(question);
        answer(next);
    }
};

} // namespace millrace::ui
