// SPDX-License-Identifier: GPL-3.0-or-later
// A flag that one thread raises and others look at. Copies share the flag. Any thread.
#pragma once

#include <atomic>
#include <memory>

namespace millrace {

class Cancellation
{
public:
    Cancellation()
        : m_flag(std::make_shared<std::atomic<bool>>(false))
    {
    }
    void cancel() { m_flag->store(true); }
    bool isCancelled() const { return m_flag->load(); }
    /// Throws Error "internal.cancelled" once cancelled. Call it in every loop that can take longer than 50 ms.
    void throwIfCancelled() const;

private:
    std::shared_ptr<std::atomic<bool>> m_flag;
};

} // namespace millrace
