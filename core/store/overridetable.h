// SPDX-License-Identifier: GPL-3.0-or-later
// Overrides: what a person decided about one version of a package, for its import (importer.md b8, c46).
// Thread rule: StateStore's.
#pragma once

#include "core/store/table.h"

#include <QHash>
#include <QList>

namespace millrace::store {

struct Override
{
    QString version = {}; ///< the upload that it is about; for "upstream" the upstream version
    QString what = {};    ///< "parent", "changelog" or "upstream"
    /// The version that takes its place; for a parent also empty = none. For upstream "keep", "adopt", "move:<oid>".
    QString value = {};

    bool operator==(const Override&) const = default;
};

class OverrideTable : public Table
{
public:
    using Table::Table;

    /// By version and what.
    QList<Override> ofPackage(qint64 packageId) const;
    /// The same for many packages; those without any are missing.
    QHash<qint64, QList<Override>> ofPackages(const QList<qint64>& packageIds) const;
    /// Replaces what was decided about this version before.
    void set(qint64 packageId, const Override& decision);
    void remove(qint64 packageId, const QString& version, const QString& what);
    /// All at once, as undo needs it.
    void replaceAll(qint64 packageId, const QList<Override>& decisions);
};

} // namespace millrace::store
