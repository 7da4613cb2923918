// SPDX-License-Identifier: GPL-3.0-or-later
// Names in trees that git or a file system would take for a repository's own folder, made harmless and back again
// (importer.md b6, c36, c37). Frozen with engine 1: tree ids depend on it. Pure functions; any thread.
#pragma once

#include <QByteArray>

namespace millrace::git {

/// What decides whether a name is dangerous: git refuses ".gitmodules" as a symbolic link only.
enum class NameUse { FileOrFolder, SymbolicLink };

/// The name under which one path component stands in a tree. A name that git, HFS+ or NTFS may read as ".git"
/// (".GIT", "git~1", ".git.", ".git:x", ".g<U+200C>it") gets one more dot in front; every other name is unchanged.
/// A backslash separates components on NTFS, and git judges each of them: so does this.
QByteArray escapeName(QByteArrayView name, NameUse use = NameUse::FileOrFolder);

/// The inverse: unescapeName(escapeName(n, use), use) == n for every n. Names that were never escaped stay as they
/// are, ".git" itself too.
QByteArray unescapeName(QByteArrayView name, NameUse use = NameUse::FileOrFolder);

} // namespace millrace::git
