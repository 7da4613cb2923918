// SPDX-License-Identifier: GPL-3.0-or-later
// Where the repository of a package comes from, and who must hear that it changed. The engine knows no more of it than
// this; today all hosts of a store share one folder. Blocking (disk, for other sources the network); any thread but the
// GUI's and the store's.
#pragma once

#include <QString>

#include <memory>

namespace millrace::engine {

class RepositorySource
{
public:
    virtual ~RepositorySource() = default;

    /// Where the package's repository is on this machine, or will be. Looks at nothing.
    virtual QString place(const QString& package) const = 0;
    /// Before an import: brings all that was published to place(); makes an empty repository with HEAD at @p branch
    /// where nothing was. Returns place(). Throws Error when it cannot be reached.
    virtual QString prepare(const QString& package, const QString& branch) = 0;
    /// Refs have moved at place(), and the store says so: hands them to those who read them elsewhere. May be called
    /// again for what was handed over before: the engine died in between.
    virtual void handOver(const QString& package) = 0;
};

/// One folder that all hosts share, or the only one of a single host: what is moved there is there for everybody.
std::shared_ptr<RepositorySource> sharedFolder(const QString& folder);

} // namespace millrace::engine
