// SPDX-License-Identifier: GPL-3.0-or-later
// Who an import's commit names and when (importer.md b7): the changelog's maintainer and date, committed by one fixed
// identity. No clock, host or configuration enters. Pure; any thread.
#pragma once

#include "core/deb/changelog.h"
#include "core/git/objects.h"

#include <QStringList>

namespace millrace::importer {

struct CommitIdentity
{
    git::Identity author = {};
    git::Identity committer = {};
    QStringList flags = {}; ///< "latin1", "date.invalid"
};

/// @p entry: the upload's own changelog entry; @p fallbackMaintainer: the .dsc's, where the changelog has none.
CommitIdentity commitIdentity(const deb::ChangelogEntry& entry, const QByteArray& fallbackMaintainer,
                              const QString& vendor);

/// The fixed identity at the given time.
git::Identity importerIdentity(qint64 seconds, int offsetMinutes);

/// "hello 2.10-3 (debian)", blank line, the changelog's text, then the trailers Dsc-Sha256 and Upstream-Id.
QByteArray commitMessage(const QString& package, const QString& version, const QString& vendor,
                         const QByteArray& changelogText, const QString& dscSha256, const QString& upstreamId);

} // namespace millrace::importer
