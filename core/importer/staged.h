// SPDX-License-Identifier: GPL-3.0-or-later
// What a worker reports for each publication it has worked off: objects lie in the quarantine, no ref has moved.
// Values that travel as JSON lines; the engine stores and publishes them.
#pragma once

#include "core/importer/jobspec.h"

#include <QJsonArray>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace millrace::importer {

/// A compare-and-swap of one ref; empty old = must not exist.
struct RefUpdate
{
    QString ref = {};
    QString oldOid = {};
    QString newOid = {};
};

/// A new import row: one per upload.
struct StagedImport
{
    qint64 uploadId = 0;
    QString vendor = {};
    QString tree = {};
    QString commit = {};
    QStringList parents = {};
    QString upstreamId = {};
    QString kind = {}; ///< "synth"; "reused" when another .dsc of this version had the same tree
    QString tag = {};  ///< without "refs/tags/"
    QStringList flags = {};
    QStringList emptyDirectories = {}; ///< unescaped paths; control characters, '%' and what is no UTF-8 as %XX
    qint64 milliseconds = 0;
};

struct StagedUpstream
{
    KnownUpstream upstream = {};
    QJsonArray tarballs = {}; ///< {component, name, sha256}
};

/// The result of one publication.
struct Staged
{
    qint64 publicationId = 0;
    qint64 uploadId = 0;
    QString branch = {};
    QString commit = {};                         ///< where the branch stands afterwards
    std::optional<StagedImport> import = {};     ///< none when the upload was imported before
    std::optional<StagedUpstream> upstream = {}; ///< only when it is new
    QList<RefUpdate> refs = {};
    QString pack = {}; ///< path of the pack in the quarantine; empty when no object was new

    QJsonObject toJson() const;
    static Staged fromJson(const QJsonObject& object);
};

} // namespace millrace::importer
