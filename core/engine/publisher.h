// SPDX-License-Identifier: GPL-3.0-or-later
// Publisher: makes what a worker staged visible, in three phases that survive a kill between any two instructions
// (importer.md b9): 1 objects lie in the quarantine; 2 one transaction writes the staged rows and every ref change as
// intent; 3 packs are adopted, refs move by compare-and-swap, one transaction marks all as published.
// Blocking (disk); any thread but the GUI's and the store's.
#pragma once

#include "core/base/paths.h"
#include "core/engine/repositorysource.h"
#include "core/importer/staged.h"
#include "core/store/storethread.h"

namespace millrace::git {
class Repository;
}

namespace millrace::engine {

/// Moves the finished packs of a quarantine into the repository. May be repeated after a kill.
void adoptPacks(git::Repository& repository, const QString& quarantine);

class Publisher
{
public:
    /// @p repositories: null = the folder of @p paths, shared with all hosts.
    Publisher(store::StoreThread& store, const Paths& paths, std::shared_ptr<RepositorySource> repositories = {})
        : m_store(store)
        , m_paths(paths)
        , m_repositories(repositories ? std::move(repositories) : sharedFolder(paths.repositories))
    {
    }

    /// Publishes what an attempt staged. Throws Error "state.raced" when somebody moved one of the refs: then nothing
    /// of the attempt is visible and its rows are void. Throws Error "state.lease" when another engine took the job
    /// over: it goes on from where this one got to, and nothing is touched any more. May be called again after an
    /// Error of the store itself: it goes on where it was.
    void publish(const store::Job& job, const QList<importer::Staged>& staged);

    /// Finishes or takes back what an attempt left behind when its engine died. Returns true if it was published.
    bool recover(const store::Job& job);

    const Paths& paths() const { return m_paths; }
    RepositorySource& repositories() const { return *m_repositories; }

    /// Removes the attempt's quarantine.
    void discardQuarantine(qint64 attemptId) const;

private:
    void recordIntent(const store::Job& job, const QList<importer::Staged>& staged);
    void applyIntent(const store::Job& job);
    void moveRefs(git::Repository& repository, const store::Job& job, const QList<store::Refop>& refops);
    /// The repository opens on its newest branch, the same one in every copy.
    void pointHead(const store::Job& job);
    /// Packs the refs of a repository where many have a file each. That it fails spoils nothing.
    void tidyRefs(const store::Job& job);
    void discard(const store::Job& job);

    store::StoreThread& m_store;
    Paths m_paths;
    std::shared_ptr<RepositorySource> m_repositories;
};

} // namespace millrace::engine
