// SPDX-License-Identifier: GPL-3.0-or-later
// ImportPlan: what the archives know of the packages a person named, and what importing them would do.
// A value; readImportPlan() runs on the store's thread.
#pragma once

#include "core/ops/operation.h"
#include "core/store/statestore.h"

#include <QList>
#include <QStringList>

namespace millrace::ui {

struct PlannedPackage
{
    QString name = {};
    bool known = false; ///< some archive has it
    QString state = {};
    QStringList suites = {}; ///< in the suites' order
    int versions = 0;        ///< distinct versions in all suites
    int imported = 0;
    QStringList similar = {}; ///< unknown: names that begin alike
};

struct ImportPlan
{
    QList<PlannedPackage> packages = {};
    ops::Preview preview = {}; ///< of importing the known ones
    qint64 archives = 0;       ///< 0: no archive is recorded yet
    int knownCount() const;
    QStringList knownNames() const;
};

ImportPlan readImportPlan(store::StateStore& store, const QStringList& names);

} // namespace millrace::ui
