// SPDX-License-Identifier: GPL-3.0-or-later
// RefGuard: one Millrace process at a time moves refs of a repository, and what a killed one left locked is unlocked.
// git's own lock files ("refs/heads/x.lock") survive kill -9 and would hold the package for ever. So the names about
// to be locked stand in a file that is itself locked with flock(2), which the kernel releases: who gets that lock and
// finds names in the file knows that their owner is dead. Lives on the stack; internal to core/git.
#pragma once

#include <QStringList>

namespace millrace::git {

class RefGuard
{
public:
    /// Waits for other Millrace processes (up to ten seconds, then Error "state.raced"), clears up behind a dead one
    /// and announces @p names: refs, "HEAD", "packed-refs". Must be made before and destroyed after git's locks.
    RefGuard(const QString& repositoryPath, const QStringList& names);
    ~RefGuard();
    RefGuard(const RefGuard&) = delete;
    RefGuard& operator=(const RefGuard&) = delete;

private:
    void removeLocksOfTheDead();
    void announce(const QStringList& names);

    QString m_folder;
    int m_descriptor = -1;
};

} // namespace millrace::git
