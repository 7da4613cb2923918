// SPDX-License-Identifier: GPL-3.0-or-later
// What differs between two trees, and between two files. Plain values for models; nothing here draws.
// The repository is borrowed for the call; any thread that owns one.
#pragma once

#include "core/git/objects.h"

namespace millrace::git {

class Repository;

enum class ChangeStatus {
    Added,
    Deleted,
    Modified,    ///< content, or only the executable bit
    TypeChanged, ///< a file became a symbolic link, or the reverse
};

struct TreeChange
{
    QByteArray path = {}; ///< raw bytes, as in the tree (names stay escaped)
    ChangeStatus status = ChangeStatus::Modified;
    Oid oldOid = {}; ///< null for Added
    Oid newOid = {}; ///< null for Deleted
    FileMode oldMode = FileMode::None;
    FileMode newMode = FileMode::None;
};

/// Files that differ between two trees or commits, in git's order of paths. A null oid is the empty tree.
QList<TreeChange> treeDiff(const Repository& repository, const Oid& oldTreeish, const Oid& newTreeish);

enum class LineKind { Context, Added, Removed };

struct DiffLine
{
    LineKind kind = LineKind::Context;
    int oldNumber = 0;      ///< from 1; 0 on lines that are only new
    int newNumber = 0;      ///< from 1; 0 on lines that are only old
    QByteArray text = {};   ///< without the newline
    bool noNewline = false; ///< the file ends here without one
};

struct DiffHunk
{
    int oldStart = 0;
    int oldLines = 0;
    int newStart = 0;
    int newLines = 0;
    QByteArray section = {}; ///< the line git shows behind "@@": the function or heading above
    QList<DiffLine> lines = {};
};

struct DiffLimits
{
    qint64 bytes = 4 * 1024 * 1024; ///< of either file
    int lines = 50'000;             ///< of the diff
    int context = 3;
};

struct FileDiff
{
    bool binary = false;   ///< a NUL near the start: no hunks
    bool tooLarge = false; ///< a file over the limit (no hunks), or a diff that was cut
    qint64 oldSize = 0;
    qint64 newSize = 0;
    int added = 0;
    int removed = 0;
    QList<DiffHunk> hunks = {};
};

/// The lines that differ between two blobs; null = there is no file on that side.
FileDiff fileDiff(const Repository& repository, const Oid& oldBlob, const Oid& newBlob, const DiffLimits& limits = {});

/// The same for bytes that are in no repository.
FileDiff textDiff(const QByteArray& oldText, const QByteArray& newText, const DiffLimits& limits = {});

} // namespace millrace::git
