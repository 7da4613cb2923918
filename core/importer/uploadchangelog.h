// SPDX-License-Identifier: GPL-3.0-or-later
// What debian/changelog says about an upload: who, when, and which versions came before it (importer.md b8). Values;
// any thread.
#pragma once

#include "core/deb/changelog.h"
#include "core/importer/jobspec.h"

#include <QStringList>

#include <optional>

namespace millrace::git {
class Repository;
struct Oid;
} // namespace millrace::git

namespace millrace::importer {

struct UploadChangelog
{
    QList<deb::ChangelogEntry> entries = {}; ///< newest first, cut before the first version that is none
    QStringList versions = {};               ///< theirs; the upload's own is always the first
    QStringList flags = {};                  ///< "changelog.unreadable", "changelog.overridden"

    deb::ChangelogEntry top() const { return entries.value(0); }
};

/// The decision about @p version, if there is one.
std::optional<QString> overrideOf(const QList<OverrideSpec>& overrides, const QString& version, const char* what);

/// @p bytes: the file, empty where the upload has none. Throws Error "changelog.version" when it begins with another
/// version than @p version and no override allows just that one.
UploadChangelog readChangelog(const QByteArray& bytes, const QString& version, const QList<OverrideSpec>& overrides);

/// debian/changelog of a tree that is in the repository, links inside the tree followed; empty where there is none.
QByteArray changelogOfTree(const git::Repository& repository, const git::Oid& tree);

} // namespace millrace::importer
