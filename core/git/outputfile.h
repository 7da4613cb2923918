// SPDX-License-Identifier: GPL-3.0-or-later
// OutputFile: a temporary file that becomes a real one by rename, or disappears. Buffered; owns its descriptor.
// One object belongs to one thread.
#pragma once

#include <QByteArray>
#include <QString>

#include <functional>

namespace millrace::git {

class OutputFile
{
public:
    /// Creates "tmp_<random>" in @p folder. Error "limit.disk" on a full disk, "internal.io" otherwise (all calls).
    explicit OutputFile(const QString& folder);
    /// Removes the file unless publish() succeeded.
    ~OutputFile();
    OutputFile(const OutputFile&) = delete;
    OutputFile& operator=(const OutputFile&) = delete;

    void write(const void* data, size_t size);
    void write(QByteArrayView data) { write(data.data(), size_t(data.size())); }
    /// Bytes written so far, buffered ones included; also the offset of the next byte.
    qint64 size() const { return m_flushed + m_buffer.size(); }
    /// Cuts the file back to @p size, at most size().
    void truncate(qint64 size);
    /// Replaces bytes that are already written.
    void patch(qint64 offset, QByteArrayView data);
    /// Reads the first size() bytes from the start in large pieces.
    void readBack(const std::function<void(QByteArrayView)>& sink);
    /// fsync, read-only for everybody as git's own packs are, then rename to @p path in the same folder.
    void publish(const QString& path);

private:
    void flush();

    QString m_path;
    QByteArray m_buffer;
    qint64 m_flushed = 0;
    int m_descriptor = -1;
};

/// Makes renames and new files in @p folder durable.
void syncFolder(const QString& folder);

/// Throws for @p path with the meaning of errno: "limit.disk" (full disk, quota, file size limit) or "internal.io".
[[noreturn]] void throwIoError(const char* action, const QString& path);

} // namespace millrace::git
