// SPDX-License-Identifier: GPL-3.0-or-later
// What a hostile or broken upload may cost at most, and the counters that hold it to that.
// One UnpackBudget per upload, on the unpacking thread.
#pragma once

#include <QByteArray>
#include <QString>

namespace millrace::unpack {

/// Every excess is an Error "unpack.limit" whose evidence names the limit and its value.
struct Limits
{
    qint64 changelogBytes = 32LL << 20; ///< debian/changelog: its newest entry becomes a commit message
    qint64 totalBytes = 20LL << 30;     ///< decompressed bytes of all tarballs and the diff, holes of sparse files too
    qint64 fileBytes = 8LL << 30;       ///< one member
    qint64 members = 1'000'000;         ///< entries of all tarballs, folders that are only implied included
    qint64 ratio = 1000;                ///< decompressed : compressed, of one file of the upload …
    qint64 ratioFloor = 256LL << 20;    ///< … once more than this many bytes came out of it
    qint64 pathBytes = 4096;            ///< a member's name, a link's target (PATH_MAX of Linux)
    qint64 nameBytes = 255;             ///< one component of a name (NAME_MAX of Linux): dpkg-source fails there
    qint64 keptBytes = 512LL << 20;     ///< held in memory: contents that a patch touches, targets of symlinks
};

class UnpackBudget
{
public:
    explicit UnpackBudget(const Limits& limits)
        : m_limits(limits)
    {
    }

    const Limits& limits() const { return m_limits; }
    void addBytes(qint64 count);
    void addMember(qint64 count = 1);
    void addKept(qint64 count);
    /// @p produced bytes came out of a file of @p compressed bytes so far.
    void checkRatio(qint64 produced, qint64 compressed) const;
    void checkChangelog(qint64 size) const;
    void checkFile(qint64 size, const QByteArray& path) const;
    void checkPath(const QByteArray& path) const;
    void checkName(const QByteArray& component) const;

private:
    Limits m_limits;
    qint64 m_bytes = 0;
    qint64 m_members = 0;
    qint64 m_kept = 0;
};

} // namespace millrace::unpack
