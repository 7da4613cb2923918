// SPDX-License-Identifier: GPL-3.0-or-later
// The numbers of the status bar, of `millracectl status` and of the first screen. Values; read on the store's thread.
#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace millrace::store {

class Database;

struct RunningJob
{
    qint64 jobId = 0;
    QString package = {};
    QString stage = {};
    QString version = {}; ///< what the worker is at
    qint64 started = 0;
    QString host = {};
    QString engine = {}; ///< the identity of the engine that has it: engine/engineidentity.h
    qint64 etaLowMs = 0, etaHighMs = 0; ///< what is left; 0,0 = unknown
};

struct HostStatus
{
    QString host = {};
    int jobs = 0;     ///< running now
    int parallel = 0; ///< allowed at once
    qint64 heartbeat = 0;
    QString state = {};      ///< running, draining, drained, paused, quiescing, stopped
    int wantedParallel = 0;  ///< what a person wants; 0 = as its engine was started
    bool wantsDrain = false; ///< a person wants it to finish what runs and begin nothing
};

/// A resource that is away, or was: see OutageTable.
struct BreakerStatus
{
    QString resource = {};
    QString state = {}; ///< closed, open, half_open
    bool byHand = false;
    qint64 since = 0;
    qint64 openedAt = 0;
    int probes = 0;
    QString lastError = {};
};

struct SignatureCount
{
    QString signature = {};
    QString title = {};
    qint64 count = 0;
    QString policy = {};
};

/// How the continuous verification of the idle engines stands.
struct VerificationStatus
{
    qint64 everyS = 0;   ///< how often a package is verified; 0 = no engine that runs does it
    qint64 packages = 0; ///< that have imports
    qint64 neverVerified = 0;
    qint64 oldestAt = 0;                        ///< when the package that waits longest was verified; 0 = none was
    qint64 lastAt = 0;                          ///< when one was verified last
    qint64 errors = 0, warnings = 0, notes = 0; ///< open findings
    QStringList running = {};                   ///< packages that idle slots are at
};

struct Status
{
    QList<RunningJob> running = {};
    qint64 queueLength = 0;
    qint64 oldestQueuedMs = 0;          ///< age of the oldest due job
    qint64 etaLowMs = 0, etaHighMs = 0; ///< 0,0 = unknown
    qint64 held = 0;
    qint64 decisions = 0; ///< packages that wait for somebody's choice
    qint64 retryWait = 0;
    QList<SignatureCount> signatures = {};
    QList<HostStatus> hosts = {};
    QList<BreakerStatus> breakers = {}; ///< of every resource that ever had trouble
    qint64 packages = 0;                ///< known to the archives
    qint64 tracked = 0;
    qint64 imports = 0;
    qint64 archives = 0; ///< 0 = nothing detected yet: first start
    VerificationStatus verification = {};
    QStringList staleSuites = {}; ///< suites whose Release is past its Valid-Until: "sid"

    /// As cli.md describes `status --json`.
    QJsonObject toJson() const;
};

Status readStatus(Database& database, qint64 nowMs);

} // namespace millrace::store
