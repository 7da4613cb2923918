// SPDX-License-Identifier: GPL-3.0-or-later
// What a unified diff would touch, and whether dpkg would accept it: the checks of dpkg 1.21.22's
// Dpkg::Source::Patch::analyze. Reads names and hunk sizes only; changes nothing. Pure; any thread.
#pragma once

#include "core/unpack/sourcetree.h"

#include <QIODevice>
#include <QList>
#include <QSet>

#include <optional>

namespace millrace::unpack {

/// One pair of "---" and "+++" lines. Names are without their first part (patch -p1); empty = /dev/null or no slash.
struct DiffedFile
{
    std::optional<QByteArray> oldName = {};
    std::optional<QByteArray> newName = {};
    bool removes = false; ///< "+++ /dev/null"
    qint64 line = 0;      ///< of the "---" line, from 1
};

struct DiffSummary
{
    QList<DiffedFile> files = {};
    /// Names from other lines that GNU patch reads: "Index:", "diff --git", "rename from" and the like.
    QSet<QByteArray> otherNames = {};

    /// All paths, normalised, that patch may look at; what tells it which name is meant is whether these exist.
    QSet<QByteArray> candidates() const;
};

/// Throws Error "patch.malformed" for what dpkg refuses as no sound unified diff, "patch.insecure" for ".." in names.
/// @p name is the diff's file name, for messages.
DiffSummary summarizeDiff(QIODevice& diff, const QString& name);

/// The checks that need the tree: Error "patch.symlink" when a name leads through or to a symlink, "patch.malformed"
/// when it is a directory. Returns the name that is patched, relative to the tree, as dpkg guesses patch's choice.
QByteArray checkedTarget(const DiffedFile& file, const SourceTree& tree, const QString& name);

} // namespace millrace::unpack
