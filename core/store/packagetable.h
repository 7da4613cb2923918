// SPDX-License-Identifier: GPL-3.0-or-later
// Source packages and their state. The state is never set by hand: settle() derives it from the jobs, failures and
// publications that there are, so that it cannot disagree with them (importer.md b17). Thread rule: StateStore's.
#pragma once

#include "core/queue/packagestate.h"
#include "core/store/table.h"

#include <QList>
#include <QStringList>

#include <optional>

namespace millrace::store {

struct Package
{
    qint64 id = 0;
    QString name = {};
    queue::PackageState state = queue::PackageState::Ok;
    bool tracked = false;
    QString note = {};
    qint64 rowVersion = 0; ///< another one after every change: what a preview remembers and apply() compares
    qint64 holdUntil = 0;  ///< paused or denied: resumed by itself then, epoch ms; 0 = only by a person

    /// A person put it aside.
    bool isAside() const { return state == queue::PackageState::Paused || state == queue::PackageState::Denied; }
};

class PackageTable : public Table
{
public:
    using Table::Table;

    std::optional<Package> byName(const QString& name) const;
    std::optional<Package> byId(qint64 id) const;
    /// Those that there are, in the order asked for.
    QList<Package> byNames(const QStringList& names) const;
    QList<Package> byIds(const QList<qint64>& ids) const;
    /// Those with an open failure of a signature that is merged into no other one, by name.
    QList<Package> withFailure(const QString& signature) const;
    /// The package's id; made if it is new.
    qint64 ensure(const QString& name);
    QList<Package> tracked() const;

    void setTracked(qint64 id, bool tracked);
    /// Puts the package aside with a reason, or ends that; settle() afterwards finds its true state.
    void setPaused(qint64 id, bool paused, const QString& note);
    /// The same as Paused or Denied, until a time or (0) for good; any other state ends it.
    void setAside(qint64 id, queue::PackageState state, const QString& note, qint64 until);
    /// Names of those whose time aside is over.
    QStringList asideIsOver() const;
    /// When the next one's time is over; 0 = none ends by itself.
    qint64 nextAsideEnd() const;
    /// Derives and stores the state; returns it. Call it in the transaction that changed a job or failure.
    queue::PackageState settle(qint64 id);
    /// The same for many packages.
    void settleAll(const QList<qint64>& ids);

    /// The state as settle() derives it, as a subquery beside a row of the table package.
    static QString settledState();

private:
    void changed(qint64 id);
};

} // namespace millrace::store
