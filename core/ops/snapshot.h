// SPDX-License-Identifier: GPL-3.0-or-later
// What Operations remember of what they change, in the event's before_json and after_json: one format for all of them,
// which undo compares with what is there and puts back. Runs on the store's thread.
#pragma once

#include "core/ops/operation.h"

namespace millrace::ops {

struct Snapshot
{
    QJsonArray packages = {};   ///< tracked, paused, open failures, queued jobs, decisions about versions
    QJsonArray signatures = {}; ///< merged, split, spurious
    QJsonArray rules = {};      ///< decisions in the place of built-in rules

    bool empty() const { return packages.isEmpty() && signatures.isEmpty() && rules.isEmpty(); }
    QJsonObject toJson() const;
    static Snapshot fromJson(const QJsonObject& object);
    /// As it is before the change, in the transaction that made the preview: what that read is not read again.
    static Snapshot before(store::StateStore& store, const Preview& preview);
    /// As it is now.
    static Snapshot after(store::StateStore& store, const Preview& preview);

    /// Packages that are not any more as they were.
    QStringList changedPackages(store::StateStore& store) const;
    /// The first signature or code that is not any more as it was; empty if all are.
    QString changedOthers(store::StateStore& store) const;
};

} // namespace millrace::ops
