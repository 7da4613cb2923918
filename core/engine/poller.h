// SPDX-License-Identifier: GPL-3.0-or-later
// Poller: reads the indexes of archives, records what is new and queues jobs for tracked packages.
// Blocking (network); call run() on a thread of its own. It reaches the store only through the StoreThread.
#pragma once

#include "core/archive/suitereader.h"
#include "core/store/storethread.h"

#include <functional>
#include <memory>
#include <span>

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

    /// @p progress hears a sentence for each suite that is looked at or read. A suite that fails does not stop the
    /// others. All are looked at first, while imports go on: an archive that does not answer keeps nobody waiting.
    /// What has news is then read while no import begins.
    PollResult run(const PollRequest& request, const std::function<void(const QString&)>& progress,
                   const Cancellation& cancellation = {});

private:
    struct Due
    {
        store::Archive archive = {};
        store::Suite suite = {};
        std::shared_ptr<archive::SuiteReading> reading = {};
        bool news = false; ///< they are here, to be read
    };

    /// The suites to look at, claimed.
    QList<Due> claim(const PollRequest& request);
    void pollAll(const PollRequest& request, PollResult& result, const std::function<void(const QString&)>& progress,
                 const Cancellation& cancellation);
    /// Before something is fetched: we live, and the archive does as far as anybody knows.
    bool mayRead(const PollRequest& request, const store::Archive& archive);
    void pollTogether(std::span<Due> suites, const PollRequest& request, PollResult& result,
                      const std::function<void(const QString&)>& progress, const Cancellation& cancellation);
    /// Runs @p work; what fails is trouble of this suite alone.
    void guarded(const Due& due, PollResult& result, const std::function<void()>& work);
    void noteTrouble(const Due& due, const Error& error, PollResult& result);
    void look(Due& due, PollResult& result, const Cancellation& cancellation);
    /// @p seenAtMs: the time of the poll.
    void read(const Due& due, qint64 seenAtMs, PollResult& result);
    /// False where another process has taken the suite over: what it reads is newer.
    bool record(const Due& due, const QList<store::IndexEntry>& entries, qint64 seenAtMs, PollResult& result);
    static void noteRead(const Due& due, const archive::SuiteIndex& index, PollResult& result);

    store::StoreThread& m_store;
    const QString m_identity;
    QString m_cacheFolder;
    const Clock& m_clock;
    qint64 m_nowMs = 0; ///< when the poll started
};

} // namespace millrace::engine
