// SPDX-License-Identifier: GPL-3.0-or-later
// The hosts whose engines work on this store, what these do, and what a person wants of each host. Thread rule:
// StateStore's.
#pragma once

#include "core/store/table.h"

#include <QStringList>

#include <optional>

namespace millrace::store {

/// What a person wants of a host; its engine heeds it at its next heartbeat, or sooner by the change feed.
struct WantedOfHost
{
    int parallel = 0;   ///< jobs at once; 0 = as the engine was started
    bool drain = false; ///< finish what runs, begin nothing
    friend bool operator==(const WantedOfHost&, const WantedOfHost&) = default;
};

class HostTable : public Table
{
public:
    using Table::Table;

    /// An engine on @p host is alive. @p state: running, draining, drained, paused, quiescing, stopped. @p engine: its
    /// identity; empty = the host's only one. Returns what is wanted of it: its share of what is wanted of the host.
    WantedOfHost beat(const QString& host, int jobs, int parallel, const QString& state, const QString& engine = {});
    /// Identities of all engines that are believed to live.
    QStringList engines() const;
    /// The engine is gone without a word.
    void strikeOff(const QString& engine);
    /// What is wanted of the host; nothing when there is no such host.
    std::optional<WantedOfHost> wanted(const QString& host) const;
    void setWanted(const QString& host, const WantedOfHost& wanted);
    /// Grows with every setWanted().
    qint64 rowVersion(const QString& host) const;

private:
    /// Makes the host's row the sum of its engines. @p parallel: of the host when none is left.
    void sumUp(const QString& host, int parallel);
};

} // namespace millrace::store
