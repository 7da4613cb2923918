// SPDX-License-Identifier: GPL-3.0-or-later
// What an upload claims about a git repository (the Dgit field of a .dsc, Vcs-Git, Vcs-Git-Ref and Vcs-Git-Commit of a
// .changes) is written by whoever made the upload. These are the only forms that anything here may pass on to git
// (importer.md c60). Pure; any thread.
#pragma once

#include <QString>

#include <optional>

namespace millrace::deb {

/// https://host/path and nothing else: no other transport ("ext::" runs programs), no user, port, query or fragment,
/// no ".." and no character that a shell, a URL or git could read as something else. At most 1000 long.
bool isSafeGitUrl(const QString& url);

/// refs/…: letters, digits and ./+_- only, in a form that git accepts as a ref (git-check-ref-format(1)); so it is
/// neither an option nor a refspec ("+a:b").
bool isSafeGitRef(const QString& ref);

/// 40 hex digits, lower case: a whole commit id, no name and no abbreviation.
bool isCommitId(const QString& text);

/// The commit that a .dsc's Dgit field ("commit distribution tag url") claims to be the upload; nothing when the
/// field has another form.
std::optional<QString> dgitCommit(const QString& field);

} // namespace millrace::deb
