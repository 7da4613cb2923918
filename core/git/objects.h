// SPDX-License-Identifier: GPL-3.0-or-later
// The bytes of trees, commits and tags, built by ourselves: libgit2 trims names, accepts newlines in them and has no
// say in what a frozen engine writes (importer.md b6, b7). Pure functions and values; any thread.
#pragma once

#include "core/git/oid.h"

namespace millrace::git {

/// The modes git knows in trees. Submodules are no part of a source package, but of branches people push.
enum class FileMode : quint32 {
    None = 0, ///< there is no such file (one side of a diff)
    File = 0100644,
    Executable = 0100755,
    Symlink = 0120000,
    Folder = 0040000,
    Submodule = 0160000,
};

struct TreeEntry
{
    QByteArray name = {}; ///< one path component, raw bytes, already escaped
    FileMode mode = FileMode::File;
    Oid oid = {};
};

struct Identity
{
    QByteArray name = {};  ///< UTF-8, not empty
    QByteArray mail = {};  ///< may be empty
    qint64 seconds = 0;    ///< since 1970, not negative
    int offsetMinutes = 0; ///< east of UTC; odd ones are kept

    bool operator==(const Identity&) const = default;
};

struct CommitFields
{
    Oid tree = {};
    QList<Oid> parents = {};
    Identity author = {};
    Identity committer = {};
    QByteArray message = {}; ///< as it is: no newline is added
};

struct TagFields
{
    Oid target = {};
    ObjectType targetType = ObjectType::Commit;
    QByteArray name = {}; ///< without "refs/tags/"
    Identity tagger = {};
    QByteArray message = {};
};

/// The order of entries in a tree: folders compare as if their name ended in '/'.
bool treeOrder(const TreeEntry& a, const TreeEntry& b);

/// Sorts @p entries. Error "tree.name" for a name that no tree can hold (empty, ".", "..", '/' or NUL inside),
/// "tree.duplicate" when two entries have one name.
QByteArray treeContent(QList<TreeEntry> entries);

/// Error "internal.identity" for names, dates and offsets, "internal.message" for a NUL in the message.
QByteArray commitContent(const CommitFields& fields);

/// An annotated tag; errors as for commits, and "internal.tag" for a name git refuses in a tag.
QByteArray tagContent(const TagFields& fields);

/// The inverses. Error "internal.object" for bytes git would not accept either; headers nobody here writes (encoding,
/// gpgsig) are passed over.
QList<TreeEntry> parseTree(QByteArrayView content);
CommitFields parseCommit(QByteArrayView content);
TagFields parseTag(QByteArrayView content);

/// The tree without entries.
Oid emptyTree();

} // namespace millrace::git
