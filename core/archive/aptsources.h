// SPDX-License-Identifier: GPL-3.0-or-later
// The archives this machine's apt is configured with, as `apt-get indextargets` tells them; deb-src entries are not
// needed, since we fetch the source indexes ourselves. Runs tools; blocking; any thread.
#pragma once

#include "core/archive/aptconfig.h"

#include <QUrl>

namespace millrace::archive {

struct DetectedSuite
{
    QString name = {};     ///< as in dists/NAME: "bookworm-security"
    QString codename = {}; ///< this and the next three as of apt's last update; empty before the first
    QString suite = {};
    QString origin = {};
    QString label = {};
    QStringList components = {};
};

struct DetectedArchive
{
    QString name = {};   ///< unique on this machine, from the URI: "debian-security"
    QString vendor = {}; ///< guess: "debian"
    QUrl baseUri = {};   ///< with a slash at the end
    QList<DetectedSuite> suites = {};
    /// For verifyInRelease(): paths, fingerprints or an embedded key.
    QStringList keyrings = {};
    std::optional<bool> checkValidUntil = {}; ///< where an entry says so itself; stronger than AptSettings
};

/// Flat repositories and kinds of URIs that we cannot read are left out, with a note to the Step's listener. No apt
/// or no archives: an empty list.
QList<DetectedArchive> detectArchives(const AptSettings& settings);

/// The same from given bytes of `apt-get indextargets`; reads the files its Sourcesentry fields name.
QList<DetectedArchive> parseIndexTargets(const QByteArray& output, const AptSettings& settings);

/// A ref-safe vendor word from an Origin field: "Google LLC" → "google-llc".
QString vendorWord(const QString& origin);

} // namespace millrace::archive
