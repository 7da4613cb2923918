// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/limits.h"

#include "core/base/error.h"
#include "core/unpack/rawname.h"

namespace millrace::unpack {

namespace {

[[noreturn]] void exceed(const char* limit, qint64 value, const QString& message)
{
    throw Error(QStringLiteral("unpack.limit"), message,
                {{QStringLiteral("limit"), QString::fromLatin1(limit)}, {QStringLiteral("value"), value}})
        .withAdvice(QStringLiteral("look at the upload; if it is honest, raise this limit for the package"));
}

} // namespace

void UnpackBudget::addBytes(qint64 count)
{
    m_bytes += count;
    if (m_bytes > m_limits.totalBytes)
        exceed("totalBytes", m_limits.totalBytes,
               QStringLiteral("the source unpacks to more than %1 bytes").arg(m_limits.totalBytes));
}

void UnpackBudget::addMember(qint64 count)
{
    m_members += count;
    if (m_members > m_limits.members)
        exceed("members", m_limits.members, QStringLiteral("the source has more than %1 files").arg(m_limits.members));
}

void UnpackBudget::addKept(qint64 count)
{
    m_kept += count;
    if (m_kept > m_limits.keptBytes)
        exceed("keptBytes", m_limits.keptBytes,
               QStringLiteral("links and files that a diff touches need more than %1 bytes of memory")
                   .arg(m_limits.keptBytes));
}

void UnpackBudget::checkRatio(qint64 produced, qint64 compressed) const
{
    if (produced > m_limits.ratioFloor && produced / m_limits.ratio > compressed)
        exceed("ratio", m_limits.ratio,
               QStringLiteral("%1 compressed bytes unpack to more than %2 times as many")
                   .arg(compressed)
                   .arg(m_limits.ratio));
}

void UnpackBudget::checkChangelog(qint64 size) const
{
    if (size > m_limits.changelogBytes)
        exceed("changelogBytes", m_limits.changelogBytes, QStringLiteral("debian/changelog has %1 bytes").arg(size));
}

void UnpackBudget::checkFile(qint64 size, const QByteArray& path) const
{
    if (size > m_limits.fileBytes)
        exceed("fileBytes", m_limits.fileBytes, QStringLiteral("%1 claims %2 bytes").arg(shownName(path)).arg(size));
}

void UnpackBudget::checkPath(const QByteArray& path) const
{
    if (path.size() > m_limits.pathBytes)
        exceed("pathBytes", m_limits.pathBytes,
               QStringLiteral("a name of %1 bytes begins with %2").arg(path.size()).arg(shownName(path.left(80))));
}

void UnpackBudget::checkName(const QByteArray& component) const
{
    if (component.size() > m_limits.nameBytes)
        exceed("nameBytes", m_limits.nameBytes,
               QStringLiteral("a file or folder has a name of %1 bytes that begins with %2")
                   .arg(component.size())
                   .arg(shownName(component.left(80))));
}

} // namespace millrace::unpack
