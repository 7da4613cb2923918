// SPDX-License-Identifier: GPL-3.0-or-later
// ReadAhead: runs a producer of bytes on a thread of its own, a few blocks ahead of the reader, so that decompressing
// the next bytes and hashing the last ones take two cores. Owns the thread; all members are for the reader's thread.
#pragma once

#include <QByteArray>

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace millrace {

class ReadAhead
{
public:
    static constexpr qsizetype blockSize = 256 * 1024;
    static constexpr size_t blocksAhead = 4;

    struct Block
    {
        QByteArray bytes = {}; ///< empty only at the end
        qint64 position = 0;   ///< what the producer said after filling it
    };
    /// Fills a block of blockSize bytes and says how many and where its own input stands; 0 bytes at the end. Runs on
    /// the thread of the ReadAhead, where there are no Steps. What it throws reaches the reader after the bytes before,
    /// an Error with the reader's steps.
    using Producer = std::function<std::pair<qsizetype, qint64>(char* buffer, qsizetype room)>;

    explicit ReadAhead(Producer producer);
    /// Waits for the producer's current block, not for the end of its input.
    ~ReadAhead();
    ReadAhead(const ReadAhead&) = delete;
    ReadAhead& operator=(const ReadAhead&) = delete;

    /// The next block, waiting for it; an empty one at the end and from then on.
    Block next();

private:
    void run();

    const Producer m_producer;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Block> m_blocks;
    std::exception_ptr m_error;
    bool m_ended = false;
    bool m_unwanted = false;
    std::thread m_thread; // last: it uses the others
};

} // namespace millrace
