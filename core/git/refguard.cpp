// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/git/refguard.h"

#include "core/base/error.h"
#include "core/base/step.h"
#include "core/git/outputfile.h"

#include <QDeadlineTimer>
#include <QFile>
#include <QThread>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

namespace millrace::git {

namespace {
constexpr int guardWaitMs = 10'000;
constexpr unsigned long pauseMs = 10;
// git holds these locks for milliseconds: one that outlives this is nobody's.
constexpr int liveLockMs = 1'000;

struct LockIdentity
{
    ino_t inode = 0;
    timespec changed = {};

    bool operator==(const LockIdentity& other) const
    {
        return inode == other.inode && changed.tv_sec == other.changed.tv_sec &&
               changed.tv_nsec == other.changed.tv_nsec;
    }
};

std::optional<LockIdentity> identityOf(const QByteArray& path)
{
    struct stat status = {};
    if (::stat(path.constData(), &status) != 0)
        return std::nullopt;
    return LockIdentity{status.st_ino, status.st_ctim};
}
} // namespace

RefGuard::RefGuard(const QString& repositoryPath, const QStringList& names)
    : m_folder(repositoryPath)
{
    const QString path = m_folder + QStringLiteral("/millrace-refs");
    m_descriptor = ::open(QFile::encodeName(path).constData(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (m_descriptor < 0)
        throwIoError("open", path);
    const QDeadlineTimer deadline(guardWaitMs);
    while (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0) {
        if ((errno == EWOULDBLOCK || errno == EINTR) && !deadline.hasExpired()) {
            QThread::msleep(pauseMs);
            continue;
        }
        const int number = errno;
        ::close(m_descriptor);
        errno = number;
        if (number != EWOULDBLOCK)
            throwIoError("lock", path);
        throw Error(QStringLiteral("state.raced"),
                    QStringLiteral("another Millrace process has been moving refs of this repository for %1 seconds")
                        .arg(guardWaitMs / 1000),
                    {{QStringLiteral("path"), path}});
    }
    try {
        removeLocksOfTheDead();
        announce(names);
    } catch (...) {
        ::close(m_descriptor);
        throw;
    }
}

RefGuard::~RefGuard()
{
    // Should this fail, the next one looks for locks that are not there: harmless.
    if (::ftruncate(m_descriptor, 0) != 0)
        Step::note(QStringLiteral("cannot empty %1/millrace-refs").arg(m_folder));
    ::close(m_descriptor);
}

void RefGuard::removeLocksOfTheDead()
{
    QByteArray text(1 << 20, Qt::Uninitialized);
    const ssize_t size = ::pread(m_descriptor, text.data(), size_t(text.size()), 0);
    if (size < 0)
        throwIoError("read", m_folder + QStringLiteral("/millrace-refs"));
    text.truncate(qsizetype(size));
    const QDeadlineTimer deadline(liveLockMs);
    for (const QByteArray& name : text.split('\n')) {
        if (name.isEmpty())
            continue;
        const QByteArray path = QFile::encodeName(m_folder) + '/' + name + ".lock";
        const auto found = identityOf(path);
        while (found && identityOf(path) == found && !deadline.hasExpired())
            QThread::msleep(pauseMs);
        // A lock that was taken meanwhile is somebody's who lives.
        if (!found || identityOf(path) != found)
            continue;
        if (::unlink(path.constData()) != 0 && errno != ENOENT)
            throwIoError("remove", QFile::decodeName(path));
        Step::note(
            QStringLiteral("removed the lock %1, left by a process that was killed").arg(QFile::decodeName(path)));
    }
}

void RefGuard::announce(const QStringList& names)
{
    const QByteArray text = names.join(QLatin1Char('\n')).toUtf8();
    if (::pwrite(m_descriptor, text.constData(), size_t(text.size()), 0) != text.size() ||
        ::ftruncate(m_descriptor, text.size()) != 0 || ::fdatasync(m_descriptor) != 0)
        throwIoError("write", m_folder + QStringLiteral("/millrace-refs"));
}

} // namespace millrace::git
