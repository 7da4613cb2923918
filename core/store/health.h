// SPDX-License-Identifier: GPL-3.0-or-later
// What monitoring watches, read from the store in a few cheap queries: counts and ages, no judgement (core/monitor has
// that). Values; read on the store's thread.
#pragma once

#include "core/store/status.h"

#include <QList>
#include <QMap>
#include <QString>

namespace millrace::store {

class Database;

/// An active suite of an enabled archive.
struct SuiteHealth
{
    QString archive = {};
    QString suite = {};
    qint64 intervalS = 0; ///< how often the archive wants to be polled
    qint64 readAt = 0;    ///< when its index was last read to its end; 0 = never
    bool stale = false;   ///< its Release is past its Valid-Until
    bool failed = false;  ///< the last poll of it came to nothing
};

struct OpenSignature
{
    QString signature = {};
    QString code = {};
    QString title = {};
    qint64 open = 0; ///< failures
};

struct Health
{
    QMap<QString, qint64> packages = {}; ///< by state: "held", "retry_wait", …
    qint64 tracked = 0;
    qint64 queued = 0;
    qint64 running = 0;
    qint64 oldestDueMs = 0;              ///< how long the job that waits longest has been due; 0 = none is
    qint64 staleLeases = 0;              ///< jobs whose engine has not been heard of for longer than a lease
    qint64 imports = 0;                  ///< published
    QMap<QString, qint64> attempts = {}; ///< by outcome
    qint64 failuresDay = 0;              ///< that came, or came again, in the last 24 hours
    qint64 newSignaturesDay = 0;         ///< first seen in the last 24 hours
    QList<OpenSignature> signatures = {};
    QMap<QString, qint64> findings = {}; ///< open ones, by severity
    QList<SuiteHealth> suites = {};
    QList<HostStatus> hosts = {};
};

Health readHealth(Database& database, qint64 nowMs);

} // namespace millrace::store
