// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what source packages a suite has now: Release file verified, source indexes verified, records streamed.
// Blocks on the network and on gpgv: call it in a thread of its own (see net::Transfer).
#pragma once

#include "core/archive/aptconfig.h"
#include "core/base/cancellation.h"
#include "core/base/clock.h"
#include "core/deb/sourcerecord.h"
#include "core/net/transfer.h"

#include <functional>

namespace millrace::archive {

/// What the last successful reading of the suite gave: kept by the caller.
struct SuiteState
{
    qint64 releaseDateMs = 0;
    QByteArray sourcesDigest = {};
};

struct SuiteRequest
{
    QUrl base = {};              ///< of the archive
    QString suite = {};          ///< name below dists/
    QStringList components = {}; ///< empty = all that the Release file names
    QStringList keyrings = {};   ///< as loadKeyring() takes them
    AptSettings apt = {};
    net::Settings network = {}; ///< its proxies are replaced by apt's
    std::optional<SuiteState> previous = {};
};

struct SuiteIndex
{
    bool unchanged = false; ///< the same source indexes as in SuiteRequest::previous: no record was read
    QString origin = {};
    QString label = {};
    QString suite = {};
    QString codename = {};
    int rank = 0;            ///< suiteRank(): order among the suites of an archive
    qint64 dateMs = 0;           ///< UTC epoch ms, as all times
    qint64 validUntilMs = 0;     ///< after apt's Max-ValidTime; 0 = for ever
    bool stale = false;          ///< past that time, and the machine's settings allow it
    QStringList warnings = {};   ///< for people, a sentence each
    QStringList signers = {};    ///< fingerprints
    QStringList components = {}; ///< those that were read
    QByteArray sourcesDigest = {};
    qint64 records = 0;
    qint64 skipped = 0; ///< malformed ones

    SuiteState state() const { return {dateMs, sourcesDigest}; }
};

/// Gets every record, component by component. What it throws ends the reading and passes through.
using RecordSink = std::function<void(deb::SourceRecord&& record, const QString& component)>;

/// Throws Error: net's codes; "archive.missing" (no such suite), "archive.signature", "archive.keyring",
/// "archive.release", "archive.rollback" (older than what we had), "archive.expired" (past Valid-Until, and the
/// machine checks it), "archive.future", "archive.nosource", "archive.checksum", "archive.index", "limit.*",
/// "internal.cancelled".
/// Records may have been given away before an error: callers write them in one transaction.
SuiteIndex readSuite(const SuiteRequest& request, const QString& cacheFolder, const RecordSink& take,
                     const Cancellation& cancellation = {}, const Clock& clock = Clock::system());

/// Only the Release file: fetched, verified and checked by the same rules; no record is read.
SuiteIndex testSuite(const SuiteRequest& request, const QString& cacheFolder, const Cancellation& cancellation = {},
                     const Clock& clock = Clock::system());

} // namespace millrace::archive
