// SPDX-License-Identifier: GPL-3.0-or-later
// PackWriter: git objects straight into one pack file, without loose files, working tree or copies of the source.
// Owns the unfinished pack; borrows the repository. One object belongs to one thread.
#pragma once

#include "core/git/oid.h"

#include <functional>
#include <memory>

namespace millrace::git {

class Repository;

/// A finished pack and its index, still where they were written.
struct PackFile
{
    QString packPath = {};
    QString indexPath = {};
    Oid hash = {};    ///< the pack's trailer; part of both names
    qint64 bytes = 0; ///< of the pack file
    qsizetype objects = 0;
};

class PackWriter
{
public:
    /// Larger objects are compressed in pieces while they arrive, so that memory stays bounded.
    static constexpr qint64 wholeObjectLimit = 16 * 1024 * 1024;

    /// Writes below @p quarantineFolder/pack (made if needed), so that the folder can be read as an object store.
    /// Objects that @p existing (may be null; outlives this) already has are not written again.
    PackWriter(const QString& quarantineFolder, const Repository* existing);
    /// An unfinished pack leaves nothing behind.
    ~PackWriter();
    PackWriter(const PackWriter&) = delete;
    PackWriter& operator=(const PackWriter&) = delete;

    Oid write(ObjectType type, QByteArrayView content);

    /// Writes an object of exactly @p size bytes. @p read fills a buffer of the given length and answers the number of
    /// bytes, 0 at the end; what it throws passes through. @p keep, if given, receives a copy of the content.
    /// A source that ends early is Error "unpack.truncated"; the writer stays usable, without that object.
    Oid writeStream(ObjectType type, qint64 size, const std::function<qsizetype(char*, qsizetype)>& read,
                    QByteArray* keep = nullptr);

    /// True for objects of this pack and of the existing repository.
    bool contains(const Oid& oid) const;

    /// Completes, syncs and names pack-<hash>.pack and .idx. Nothing when no new object was written.
    /// The same objects written in the same order give the same bytes. The writer is used up.
    std::optional<PackFile> finish();

    /// Size of the pack so far.
    qint64 bytes() const;
    /// Number of objects in the pack so far.
    qsizetype objects() const;

private:
    struct State;
    std::unique_ptr<State> m;
};

} // namespace millrace::git
