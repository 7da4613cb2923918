// SPDX-License-Identifier: GPL-3.0-or-later
// The remotes that a repository's own configuration names, and the refs that one has: asked, never changed. Blocking;
// any thread.
#pragma once

#include "core/git/oid.h"

#include <QHash>
#include <QList>

namespace millrace::git {

struct Remote
{
    QString name = {}; ///< "origin"
    QString url = {};
};

/// As `git remote add` writes them; empty where there is no repository.
QList<Remote> remotesOf(const QString& repository);

/// Whether we ask a remote of this address: https:, file: or a path from the root, and nothing that git would take for
/// a helper or an option (importer.md c60).
bool mayAsk(const QString& url);

/// The folder of a remote on this machine; empty for one that is elsewhere.
QString localFolder(const QString& url);

/// Ref → value, tags not peeled, through `git ls-remote`, free of anybody's configuration. Throws Error "net.remote"
/// when it does not answer, "limit.time" after @p timeoutMs.
QHash<QString, Oid> refsOfRemote(const QString& url, int timeoutMs = 60'000);

} // namespace millrace::git
