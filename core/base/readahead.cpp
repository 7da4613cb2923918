// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/readahead.h"

#include "core/base/error.h"

namespace millrace {

ReadAhead::ReadAhead(Producer producer)
    : m_producer(std::move(producer))
    , m_thread([this] { run(); })
{
}

ReadAhead::~ReadAhead()
{
    {
        const std::lock_guard lock(m_mutex);
        m_unwanted = true;
    }
    m_changed.notify_all();
    m_thread.join();
}

void ReadAhead::run()
{
    std::exception_ptr error;
    try {
        while (true) {
            Block block{QByteArray(blockSize, Qt::Uninitialized), 0};
            const auto [count, position] = m_producer(block.bytes.data(), blockSize);
            if (count == 0)
                break;
            block.bytes.truncate(count);
            block.position = position;
            std::unique_lock lock(m_mutex);
            m_changed.wait(lock, [this] { return m_unwanted || m_blocks.size() < blocksAhead; });
            if (m_unwanted)
                return;
            m_blocks.push_back(std::move(block));
            lock.unlock();
            m_changed.notify_all();
        }
    } catch (...) {
        error = std::current_exception();
    }
    {
        const std::lock_guard lock(m_mutex);
        m_error = error;
        m_ended = true;
    }
    m_changed.notify_all();
}

ReadAhead::Block ReadAhead::next()
{
    std::unique_lock lock(m_mutex);
    m_changed.wait(lock, [this] { return m_ended || !m_blocks.empty(); });
    if (m_blocks.empty()) {
        if (!m_error)
            return {};
        try {
            std::rethrow_exception(m_error);
        } catch (const Error& error) {
            throw error.below();
        }
    }
    Block block = std::move(m_blocks.front());
    m_blocks.pop_front();
    lock.unlock();
    m_changed.notify_all();
    return block;
}

} // namespace millrace
