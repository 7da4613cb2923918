// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/outputfile.h"

#include "core/base/error.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace millrace::git {

namespace {
constexpr qsizetype bufferSize = 1 << 20;

void writeAll(int descriptor, const char* data, size_t size, const QString& path)
{
    while (size > 0) {
        const ssize_t written = ::write(descriptor, data, size);
        if (written < 0) {
            if (errno == EINTR)
                continue;
            throwIoError("write", path);
        }
        data += written;
        size -= size_t(written);
    }
}
} // namespace

void throwIoError(const char* action, const QString& path)
{
    const int number = errno;
    const bool full = number == ENOSPC || number == EDQUOT || number == EFBIG;
    throw Error(full ? QStringLiteral("limit.disk") : QStringLiteral("internal.io"),
                QStringLiteral("cannot %1 %2: %3")
                    .arg(QString::fromLatin1(action), path, QString::fromLocal8Bit(std::strerror(number))),
                {{QStringLiteral("path"), path}, {QStringLiteral("errno"), number}});
}

void syncFolder(const QString& folder)
{
    const int descriptor = ::open(QFile::encodeName(folder).constData(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        throwIoError("open", folder);
    const int result = ::fsync(descriptor);
    const int number = errno;
    ::close(descriptor);
    // Some file systems cannot sync a folder; they have nothing to make durable either.
    if (result != 0 && number != EINVAL && number != ENOTSUP) {
        errno = number;
        throwIoError("sync", folder);
    }
}

OutputFile::OutputFile(const QString& folder)
{
    QByteArray name = QFile::encodeName(folder + QStringLiteral("/tmp_XXXXXX"));
    m_descriptor = ::mkostemp(name.data(), O_CLOEXEC);
    if (m_descriptor < 0)
        throwIoError("create a file in", folder);
    m_path = QFile::decodeName(name);
    m_buffer.reserve(bufferSize);
}

OutputFile::~OutputFile()
{
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    if (!m_path.isEmpty())
        ::unlink(QFile::encodeName(m_path).constData());
}

void OutputFile::flush()
{
    writeAll(m_descriptor, m_buffer.constData(), size_t(m_buffer.size()), m_path);
    m_flushed += m_buffer.size();
    m_buffer.resize(0);
}

void OutputFile::write(const void* data, size_t size)
{
    if (m_buffer.size() + qsizetype(size) > bufferSize)
        flush();
    if (size >= size_t(bufferSize)) {
        writeAll(m_descriptor, static_cast<const char*>(data), size, m_path);
        m_flushed += qint64(size);
    } else {
        m_buffer.append(static_cast<const char*>(data), qsizetype(size));
    }
}

void OutputFile::truncate(qint64 size)
{
    if (size >= m_flushed) {
        m_buffer.truncate(qsizetype(size - m_flushed));
        return;
    }
    m_buffer.resize(0);
    if (::ftruncate(m_descriptor, size) != 0 || ::lseek(m_descriptor, size, SEEK_SET) != size)
        throwIoError("truncate", m_path);
    m_flushed = size;
}

void OutputFile::patch(qint64 offset, QByteArrayView data)
{
    flush();
    if (::pwrite(m_descriptor, data.data(), size_t(data.size()), offset) != data.size())
        throwIoError("write", m_path);
}

void OutputFile::readBack(const std::function<void(QByteArrayView)>& sink)
{
    flush();
    QByteArray piece(bufferSize, Qt::Uninitialized);
    for (qint64 offset = 0; offset < m_flushed;) {
        const ssize_t got =
            ::pread(m_descriptor, piece.data(), size_t(std::min<qint64>(bufferSize, m_flushed - offset)), offset);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            throwIoError("read", m_path);
        sink(QByteArrayView(piece.constData(), qsizetype(got)));
        offset += got;
    }
}

void OutputFile::publish(const QString& path)
{
    flush();
    if (::fsync(m_descriptor) != 0)
        throwIoError("sync", m_path);
    if (::fchmod(m_descriptor, 0444) != 0)
        throwIoError("change the mode of", m_path);
    if (::rename(QFile::encodeName(m_path).constData(), QFile::encodeName(path).constData()) != 0)
        throwIoError("rename", m_path);
    m_path.clear();
}

} // namespace millrace::git
