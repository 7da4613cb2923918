// SPDX-License-Identifier: GPL-3.0-or-later
// JobSpec: everything a worker gets to know, as one JSON object on its stdin. A worker reads no configuration and no
// store, so the same JobSpec gives the same objects on every machine. Values; any thread.
#pragma once

#include "core/deb/sourcerecord.h"

#include <QJsonObject>
#include <QList>
#include <QMap>
#include <QString>
#include <QStringList>

namespace millrace::importer {

/// The rules that trees and commits are made by (importer.md b5): stored with every import.
inline constexpr int engineVersion = 1;

struct UploadSpec
{
    qint64 id = 0; ///< the store's
    QString version = {};
    QString format = {};
    QString dscSha256 = {};
    QString base = {};                 ///< URL of the folder that has the files, without trailing slash
    QList<deb::SourceFile> files = {}; ///< the .dsc first
    QStringList mirrors = {};          ///< folders like base, for files that are missing or wrong there
};

struct PublicationSpec
{
    qint64 id = 0;        ///< the store's
    qsizetype upload = 0; ///< index into JobSpec::uploads
    QString suite = {};
    QString branch = {}; ///< "debian/bookworm"
    QString vendor = {};
    int archiveRank = 0;         ///< 0 = upstream archive, higher = derivative
    bool patchesApplied = false; ///< the archive wants patches-applied/<branch>
    bool pristineTar = false;    ///< … and the branch pristine-tar
    bool weakDigests = true;     ///< it accepts uploads for which only MD5 or SHA-1 vouches
    bool zst = true;             ///< … and tarballs compressed by zstd
};

/// What was imported before this job.
struct KnownImport
{
    QString version = {};
    QString vendor = {};
    QString dscSha256 = {};
    QString commit = {};
    QString tree = {};
    QString upstreamId = {};
    QString tag = {};
    int archiveRank = 0;
};

struct KnownUpstream
{
    QString id = {};
    QString version = {};
    QString commit = {};
    QString tree = {};
    QString tag = {};
};

/// What a person decided about one version, because its changelog does not tell it right.
struct OverrideSpec
{
    QString version = {}; ///< the upload that it is about; for "upstream" the upstream version
    QString what = {};    ///< "parent", "changelog" or "upstream"
    /// parent: the version whose imports take the place of the changelog's (importer.md b8), empty = none.
    /// changelog: the version that debian/changelog may begin with although the upload is another (c46).
    /// upstream: what becomes of somebody's tag of that version with other files (b13): "keep" it and tag ours as a
    /// reimport, "adopt" it if it has the tarball's files by now, "move:<value of the tag>" to ours.
    QString value = {};
};

struct JobLimits
{
    qint64 wallMs = 2 * 60 * 60 * 1000;
    qint64 memoryBytes = 4LL << 30;
    qint64 unpackedBytes = 20LL << 30;
    qint64 members = 1'000'000;
};

struct JobSpec
{
    QString package = {};
    QString repository = {}; ///< bare repository, there already
    QString quarantine = {}; ///< folder for this attempt's objects
    QString blobs = {};
    QList<UploadSpec> uploads = {};
    QList<PublicationSpec> publications = {}; ///< in the order in which they are to be imported
    QList<KnownImport> imports = {};          ///< in the order in which they were made
    QList<KnownUpstream> upstreams = {};      ///< the same
    QList<OverrideSpec> overrides = {};
    QMap<QString, int> vendors = {};     ///< of all archives, with their rank: 0 = upstream archive
    QMap<QString, QString> proxies = {}; ///< apt's, where downloads() is true
    JobLimits limits = {};

    /// True when files of an upload may have to come over the network.
    bool downloads() const;
    QJsonObject toJson() const;
    /// Throws Error "internal.json" for anything that is not what toJson() writes.
    static JobSpec fromJson(const QJsonObject& object);
};

} // namespace millrace::importer
