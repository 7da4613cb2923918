// SPDX-License-Identifier: GPL-3.0-or-later
// Poller: reads the indexes of archives, records what is new and queues jobs for tracked packages.
// Blocking (network); call run() on a thread of its own. It reaches the store only through the StoreThread.
#pragma once

#include "core/base/cancellation.h"
#include "core/base/clock.h"
#include "core/store/storethread.h"

#include <functional>

namespace millrace::engine {

struct PollRequest
{
    QStringList archives = {}; ///< names; empty = all enabled ones
    QStringList suites = {};   ///< names; empty = all active ones
    bool onlyDue = false;      ///< leave out suites whose interval has not passed
    int everyS = 0;            ///< that interval; 0 = the archive's own
    /// The main loop's: leaves out archives that are away, and suites that another process reads. What a person asks
    /// for is done; that it works is news to a breaker, too.
    bool automatic = false;
};

struct PollResult
{
    int suitesRead = 0;
    int suitesUnchanged = 0;
    int publicationsAdded = 0;
    int publicationsRemoved = 0;
    int jobsQueued = 0;
    QStringList warnings = {}; ///< stale mirrors, archives without sources: one sentence each
    QList<Error> errors = {};  ///< suites that could not be read
};

class Poller
{
public:
    Poller(store::StoreThread& store, QString cacheFolder, const Clock& clock = Clock::system());

    /// @p progress hears one sentence per suite. A suite that fails does not stop the others.
    PollResult run(const PollRequest& request, const std::function<void(const QString&)>& progress,
                   const Cancellation& cancellation = {});

private:
    /// The suites to read, their poll marked as begun and as ours.
    QList<std::pair<store::Archive, store::Suite>> begin(const PollRequest& request, qint64 nowMs);
    void readAll(const PollRequest& request, PollResult& result, const std::function<void(const QString&)>& progress,
                 const Cancellation& cancellation);
    /// Before a suite is read: we live, and its archive does as far as anybody knows.
    bool mayRead(const PollRequest& request, const store::Archive& archive);
    void noteTrouble(const store::Archive& archive, store::Suite suite, const Error& error, qint64 nowMs,
                     PollResult& result);
    void pollSuite(const store::Archive& archive, store::Suite suite, qint64 nowMs, PollResult& result,
                   const Cancellation& cancellation);

    store::StoreThread& m_store;
    const QString m_identity;
    QString m_cacheFolder;
    const Clock& m_clock;
};

} // namespace millrace::engine
