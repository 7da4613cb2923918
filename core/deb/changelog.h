// SPDX-License-Identifier: GPL-3.0-or-later
// Reads debian/changelog (Debian Policy 4.4) as bytes, whatever their encoding. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

namespace millrace::deb {

struct ChangelogEntry
{
    QByteArray package = {}; ///< as it stands there; may differ from the source's name
    QString version = {};    ///< isValidVersion()
    QList<QByteArray> distributions = {};
    QByteArray maintainer = {}; ///< raw "Name <mail>"; for parseMaintainer(). Empty without a trailer
    QByteArray date = {};       ///< raw; for parseChangelogDate(). Empty without one
    QByteArray text = {};       ///< the changes, raw lines ended by "\n", no blank lines at the edges
};

/// The entries, newest first as they stand there. Lenient, as old changelogs need it: lines that are nothing are left
/// out, an entry may lack its trailer. The list ends at @p limit entries (negative: no limit), before the first entry
/// whose version is not valid (importer.md b8), and where editor variables begin.
QList<ChangelogEntry> parseChangelog(QByteArrayView bytes, int limit = -1);

/// The text of the first entry; empty if there is none.
QByteArray topEntryText(QByteArrayView bytes);

} // namespace millrace::deb
