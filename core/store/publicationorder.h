// SPDX-License-Identifier: GPL-3.0-or-later
// When each publication's turn is (importer.md b4). A derivative often shows an upload hours before the archive that it
// comes from: its turn is then after that archive's, so that the derivative's branch merges the upstream archive's
// commit and not the other way round. Computed from recorded times alone, so that a replay gives the same order.
// Pure; any thread.
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>

#include <optional>

namespace millrace::store {

/// An upstream archive shows uploads some times a day; longer than this nobody waits for it.
inline constexpr qint64 longestWaitMs = 8LL * 60 * 60 * 1000;

struct SeenPublication
{
    qint64 id = 0;
    qint64 suiteId = 0;
    qint64 archiveId = 0;
    QString vendor = {};
    int rank = 0;       ///< of the archive: 0 = upstream
    bool polled = true; ///< the archive is enabled
    QString version = {};
    QByteArray versionKey = {};
    qint64 at = 0; ///< published, or first seen; epoch ms
};

struct Turn
{
    qint64 at = 0;        ///< what orders publications: the recorded time or a later one
    bool waiting = false; ///< the upstream archive has not shown it and may still do so until @p at
};

/// The version that a derivative's @p version was made from, in the form the upstream archive gives it: itself for a
/// sync, "1.0-1" for "1.0-1ubuntu1" and "1.0-1build2" of vendor "ubuntu". Nothing for one that the derivative
/// packaged first (revision 0).
std::optional<QString> upstreamForm(const QString& version, const QString& vendor);

/// The turns of one package's publications, in the same order. A publication waits when its archive has shown the
/// package before and an archive upstream of it, which is polled, has shown the package too, but nothing as new as
/// this: until it does, or for longestWaitMs. What follows it in its suite waits with it.
QList<Turn> turnsOf(const QList<SeenPublication>& publications);

} // namespace millrace::store
