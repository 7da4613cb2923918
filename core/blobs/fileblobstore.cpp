// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/blobs/fileblobstore.h"

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/paths.h"
#include "core/blobs/filedigests.h"

#include <QDir>
#include <QFileInfo>
#include <QTemporaryFile>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace millrace::blobs {

namespace {

Error systemError(const char* action, const QString& path, int reason)
{
    const bool full = reason == ENOSPC || reason == EDQUOT;
    return Error(full ? QStringLiteral("limit.disk") : QStringLiteral("internal.io"),
                 QStringLiteral("cannot %1 %2: %3")
                     .arg(QString::fromUtf8(action), path, QString::fromUtf8(std::strerror(reason))),
                 {{QStringLiteral("file"), path}});
}

/// Waits until a file's bytes, or a folder's names, are on the disk.
void syncToDisk(const QString& path)
{
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        throw systemError("open", path, errno);
    const int failed = ::fsync(descriptor);
    const int reason = errno;
    ::close(descriptor);
    // EINVAL: a file system that has nothing to wait for.
    if (failed != 0 && reason != EINVAL)
        throw systemError("write", path, reason);
}

} // namespace

FileBlobStore::FileBlobStore(QString root)
    : m_root(std::move(root))
{
}

QString FileBlobStore::path(const QByteArray& sha256) const
{
    if (!isHexDigest(sha256, 64))
        throw Error(QStringLiteral("internal.blob"),
                    QStringLiteral("\"%1\" is no SHA-256 digest").arg(QString::fromLatin1(sha256.left(80))));
    const QString name = QString::fromLatin1(sha256);
    return m_root + QLatin1Char('/') + name.left(2) + QLatin1Char('/') + name;
}

QString FileBlobStore::stagingFolder() const
{
    const QString folder = m_root + QLatin1String("/partial");
    ensureFolder(folder);
    return folder;
}

std::optional<qint64> FileBlobStore::size(const QByteArray& sha256) const
{
    const QFileInfo info(path(sha256));
    if (!info.isFile())
        return std::nullopt;
    return info.size();
}

std::unique_ptr<QIODevice> FileBlobStore::open(const QByteArray& sha256) const
{
    auto file = std::make_unique<QFile>(path(sha256));
    if (!file->open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("internal.blob"),
                    QStringLiteral("cannot read the blob %1: %2").arg(file->fileName(), file->errorString()))
            .withAdvice(QStringLiteral("retry the import: the file is then downloaded again"));
    return file;
}

QByteArray FileBlobStore::put(QIODevice& content)
{
    QTemporaryFile file(stagingFolder() + QLatin1String("/put-XXXXXX"));
    if (!file.open())
        throw systemError("create", file.fileTemplate(), errno);
    Digest digest(Digest::Algorithm::Sha256);
    QByteArray block(256 * 1024, Qt::Uninitialized);
    qint64 count = 0;
    while ((count = content.read(block.data(), block.size())) > 0) {
        digest.add(block.constData(), static_cast<size_t>(count));
        errno = 0;
        if (file.write(block.constData(), count) != count)
            throw systemError("write", file.fileName(), errno);
    }
    if (count < 0)
        throw Error(QStringLiteral("internal.io"),
                    QStringLiteral("cannot read what should become a blob: %1").arg(content.errorString()));
    errno = 0;
    if (!file.flush())
        throw systemError("write", file.fileName(), errno);
    const QByteArray sha256 = digest.hexResult();
    file.setAutoRemove(false);
    adopt(file.fileName(), sha256);
    return sha256;
}

void FileBlobStore::adopt(const QString& file, const QByteArray& sha256)
{
    const QString final = path(sha256);
    // Somebody else was faster, and the content is the same by definition. Another size is a damaged file: replaced.
    if (const QFileInfo present(final); present.isFile() && present.size() == QFileInfo(file).size()) {
        QFile::remove(file);
        return;
    }
    syncToDisk(file);
    const QString folder = QFileInfo(final).absolutePath();
    ensureFolder(folder);
    QFile::setPermissions(file, QFile::ReadOwner | QFile::ReadGroup | QFile::ReadOther);
    if (std::rename(QFile::encodeName(file).constData(), QFile::encodeName(final).constData()) != 0)
        throw systemError("rename", file, errno);
    syncToDisk(folder);
}

} // namespace millrace::blobs
