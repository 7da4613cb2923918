// SPDX-License-Identifier: GPL-3.0-or-later
// Reads what source packages a suite has now: Release file verified, source indexes verified, records streamed.
// Blocks on the network and on gpgv: call it in a thread of its own (see net::Transfer).
#pragma once

#include "core/archive/aptconfig.h"
#include "core/archive/indexfetch.h"
#include "core/archive/release.h"
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
    int rank = 0;                ///< suiteRank(): order among the suites of an archive
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

/// A suite of which the Release file was fetched, verified and checked; its source indexes are read when the caller is
/// ready for them. What both throw, Error: net's codes; "archive.missing" (no such suite), "archive.signature",
/// "archive.keyring", "archive.release", "archive.rollback" (older than what we had), "archive.expired" (past
/// Valid-Until, and the machine checks it), "archive.future", "archive.nosource", "archive.checksum", "archive.index",
/// "limit.*", "internal.cancelled".
class SuiteReading
{
public:
    /// Fetches the Release file. @p clock outlives this.
    SuiteReading(SuiteRequest request, QString cacheFolder, Cancellation cancellation = {},
                 const Clock& clock = Clock::system());
    /// What was fetched goes. Suites may have the same files: keep one's reading as long as the others'.
    ~SuiteReading();
    SuiteReading(const SuiteReading&) = delete;
    SuiteReading& operator=(const SuiteReading&) = delete;

    /// What the Release file says; after read() also what the indexes had.
    const SuiteIndex& index() const { return m_index; }
    /// Brings the source indexes here: read() then needs no network.
    void fetch();
    /// Reads the source indexes, and fetches what is not here. Records may have been given away before an error:
    /// callers write them in one transaction.
    void read(const RecordSink& take);

private:
    void fetchRelease();
    /// Path of the verified file.
    QString fetchOne(net::Transfer& transfer, const IndexFile& file);

    SuiteRequest m_request;
    QString m_cacheFolder;
    Cancellation m_cancellation;
    const Clock* m_clock;
    Release m_release;
    QList<IndexFile> m_files;
    SuiteIndex m_index;
    QStringList m_fetched; ///< files
};

/// All of it, as one call: the indexes are left unread where they are those of SuiteRequest::previous.
SuiteIndex readSuite(const SuiteRequest& request, const QString& cacheFolder, const RecordSink& take,
                     const Cancellation& cancellation = {}, const Clock& clock = Clock::system());

} // namespace millrace::archive
