// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/rawfile.h"

#include "core/base/error.h"
#include "core/unpack/rawname.h"

#include <QFile>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace fs = std::filesystem;

namespace millrace::unpack {

namespace {

[[noreturn]] void fail(const char* doing, const fs::path& path, int number)
{
    const QString shown = shownName(QByteArray::fromStdString(path.native()));
    throw Error(number == ENOSPC || number == EDQUOT ? QStringLiteral("limit.disk") : QStringLiteral("internal.io"),
                QStringLiteral("cannot %1 %2: %3")
                    .arg(QLatin1String(doing), shown, QString::fromLocal8Bit(std::strerror(number))),
                {{QStringLiteral("path"), shown}, {QStringLiteral("errno"), number}});
}

class Descriptor
{
public:
    explicit Descriptor(int number)
        : m_number(number)
    {
    }
    ~Descriptor()
    {
        if (m_number >= 0)
            ::close(m_number);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return m_number; }

private:
    int m_number;
};

} // namespace

fs::path rawPath(const fs::path& folder, const QByteArray& name)
{
    return folder / fs::path(name.toStdString());
}

QByteArray readRawFile(const fs::path& path)
{
    const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (file.number() < 0)
        fail("read", path, errno);
    QByteArray bytes;
    char buffer[1 << 16];
    ssize_t got = 0;
    while ((got = ::read(file.number(), buffer, sizeof buffer)) > 0)
        bytes.append(buffer, got);
    if (got < 0)
        fail("read", path, errno);
    return bytes;
}

void writeRawFile(const fs::path& path, const QByteArray& bytes, bool executable)
{
    const Descriptor file(
        ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, executable ? 0755 : 0644));
    if (file.number() < 0)
        fail("write", path, errno);
    for (qsizetype at = 0; at < bytes.size();) {
        const ssize_t count = ::write(file.number(), bytes.constData() + at, static_cast<size_t>(bytes.size() - at));
        if (count < 0)
            fail("write", path, errno);
        at += count;
    }
}

void makeRawFolder(const fs::path& path)
{
    std::error_code error;
    fs::create_directories(path, error);
    if (error)
        fail("make the folder", path, error.value());
}

fs::path makeUniqueFolder(const QString& parent)
{
    std::string path = QFile::encodeName(parent).toStdString() + "/patch-XXXXXX";
    if (!::mkdtemp(path.data()))
        fail("make the folder", path, errno);
    return path;
}

} // namespace millrace::unpack
