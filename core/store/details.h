// SPDX-License-Identifier: GPL-3.0-or-later
// Everything the store knows of one package, failure or job: what `show` prints and the evidence panes draw.
// Values; read on the store's thread, passed anywhere.
#pragma once

#include "core/base/traceframe.h"
#include "core/store/effecttable.h"
#include "core/store/signaturetable.h"
#include "core/store/spurioustable.h"

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <optional>

namespace millrace::store {

class Database;

/// A version in a suite: one cell of the Package screen's grid.
struct PublicationDetails
{
    qint64 id = 0;
    QString archive = {};
    QString suite = {};  ///< as the archive is asked for it: "bookworm-security"
    QString branch = {}; ///< "debian/bookworm-security"
    int suiteRank = 0;
    QString version = {};
    QString dscSha256 = {};
    QString format = {};
    qint64 firstSeen = 0;
    qint64 removedAt = 0;
    qint64 importId = 0;  ///< 0 = not imported
    QString commit = {};  ///< where this publication put the branch
    qint64 failureId = 0; ///< the open failure that stopped this version, 0 = none
    bool skipped = false; ///< a person took it out of the way: it is in no branch
    QString skipReason = {};
    QString waitingFor = {}; ///< the version on the same branch that failed before this one; empty = nothing
};

/// One upload's commit, as `import --json` prints it.
struct ImportDetails
{
    qint64 id = 0;
    QString version = {};
    QString dscSha256 = {};
    QString format = {};
    int engine = 0;
    QString kind = {}; ///< synth, adopted, superset, reused
    QString commit = {};
    QString tree = {};
    QString tag = {};
    QStringList suites = {};
    QStringList branches = {};
    QStringList parents = {};
    QString upstreamTag = {}; ///< "upstream/2.10"; empty for native
    QStringList emptyDirectories = {};
    QStringList flags = {};
    double seconds = 0;
    qint64 importedAt = 0;
};

struct AttemptDetails
{
    qint64 id = 0;
    qint64 jobId = 0;
    QString worker = {}; ///< "host:pid"
    qint64 started = 0;
    qint64 ended = 0;
    QString outcome = {}; ///< running, done, failed, crashed, reclaimed, stopped
    QString stage = {};   ///< where it failed first, else the last stage it reached
    QString logPath = {};
    qint64 cpuMs = 0;
    qint64 peakRssKib = 0;
    qint64 bytes = 0;
};

/// A line of "why grouped" and the rule that made it.
struct WhyLine
{
    QString line = {};
    QString rule = {};
};

struct FailureDetails
{
    qint64 id = 0;
    QString package = {};
    QString version = {};
    QString suite = {};
    QString code = {}; ///< "archive.missing"
    QString phase = {};
    QString message = {};
    QString advice = {};
    QString signature = {};
    QString signatureTitle = {};
    QStringList whyGrouped = {}; ///< the lines the signature was computed from
    QList<WhyLine> why = {};     ///< the same with the rule that made each line, and what people decided since
    QString state = {};          ///< held, retry_wait, resolved, spurious_capped
    int autoRetries = 0;
    int count = 0;
    qint64 firstAt = 0;
    qint64 lastAt = 0;
    qint64 nextRetryAt = 0;
    QString resolvedBy = {};
    Traceback trace = {};
    QJsonObject evidence = {};
    QList<AttemptDetails> attempts = {}; ///< newest first
};

struct PackageDetails
{
    qint64 id = 0;
    QString name = {};
    QString state = {};
    bool tracked = false;
    QString note = {};    ///< why it is held, where a person said so
    qint64 holdUntil = 0; ///< put aside until then, epoch ms; 0 = for good, or not aside
    qint64 stateVersion = 0;
    QList<PublicationDetails> publications = {}; ///< newest version first, then suite rank
    QList<ImportDetails> imports = {};           ///< in import order
    QList<FailureDetails> failures = {};         ///< open ones first
    QList<AttemptDetails> attempts = {};         ///< newest first
};

struct JobDetails
{
    qint64 id = 0;
    QString package = {};
    QString type = {};
    QString state = {}; ///< queued, running, done
    int priority = 0;
    QString reason = {};
    qint64 created = 0;
    qint64 dueAt = 0;
    QList<AttemptDetails> attempts = {};
};

/// A group of failures: what it is, what people decided about it, and what came of retrying it.
struct SignatureDetails
{
    SignatureRow row = {};
    QList<WhyLine> why = {};
    QStringList merged = {}; ///< signatures merged into this one
    QStringList parts = {};
    std::optional<SpuriousMark> spurious = {};
    failure::ErrorRule rule = {}; ///< that is in force apart from being spurious
    int open = 0;                 ///< packages with an open failure
    int held = 0;                 ///< of these, not waiting for a retry
    DayCount total = {};          ///< all failures and retries so far
    QList<DayCount> days = {};    ///< of the last 14 days, those that have any; oldest first
    double meanPerDay = 0;        ///< new failures a day, of the seven days before today
    int freshToday = 0;           ///< new failures of today
    int mostExpected = 0;         ///< more of them in a day, and a spurious mark is suspended

    bool reopened() const { return spurious && spurious->state == QLatin1String("suspended"); }
};

class Details
{
public:
    Details(Database& database, const Clock& clock)
        : m_database(database)
        , m_clock(clock)
    {
    }
    std::optional<PackageDetails> package(const QString& name) const;
    std::optional<FailureDetails> failure(qint64 id) const;
    std::optional<JobDetails> job(qint64 id) const;
    std::optional<SignatureDetails> signature(const QString& sig) const;
    /// Up to @p limit package names that start with @p prefix, in order: completion for Import…
    QStringList packageNames(const QString& prefix, int limit) const;

private:
    QList<PublicationDetails> publications(qint64 packageId) const;
    QList<ImportDetails> imports(qint64 packageId) const;
    QList<AttemptDetails> attempts(const QString& where, qint64 id) const;
    QList<WhyLine> whyGrouped(const QString& computed, const QString& sig) const;
    Database& m_database;
    const Clock& m_clock;
};

} // namespace millrace::store
