// SPDX-License-Identifier: GPL-3.0-or-later
// The options of one entry of sources.list(5), in either of its two forms. Pure; any thread.
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <optional>

namespace millrace::archive {

struct AptEntry
{
    /// Signed-By: paths of keyrings, fingerprints, or one embedded key as ASCII armour. Empty: apt's own keyrings.
    QStringList signedBy = {};
    std::optional<bool> checkValidUntil = {}; ///< Check-Valid-Until of the entry, stronger than apt's setting
};

/// Stanza number @p number (from 1) of a .sources file.
AptEntry parseSourcesStanza(const QByteArray& file, int number);

/// Line @p number (from 1) of a .list file.
AptEntry parseListLine(const QByteArray& file, int number);

/// What apt-get indextargets gives as Sourcesentry, "FILE:NUMBER". An unreadable file is an empty entry: its archive
/// then has apt's own keyrings, and says so when a signature is by none of them.
AptEntry readAptEntry(const QString& sourcesEntry);

} // namespace millrace::archive
