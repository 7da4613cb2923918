// SPDX-License-Identifier: GPL-3.0-or-later
// The Operations that there are. Values like every Operation; see operation.h.
#pragma once

#include "core/ops/operation.h"

namespace millrace::ops {

/// Which packages an Operation is about: names, or everything a filter or signature matches when it is previewed.
struct Subjects
{
    QStringList packages = {};
    QString signature = {}; ///< packages held by this signature
    QString filter = {};    ///< packages matched by this filter of the Packages list
};

/// Requeue held and waiting packages: open failures become resolved, retry counters go to 0, one job each.
std::unique_ptr<Operation> retry(const Subjects& subjects);
/// Track the packages and queue an import of their whole history. @p suites limits it; empty = every active suite.
std::unique_ptr<Operation> import(const QStringList& packages, const QStringList& suites = {});
/// Make packages part of what the main loop imports, or not.
std::unique_ptr<Operation> track(const QStringList& packages, bool tracked);
/// Set the priority of queued jobs: 0 comes first ("do this one next"), 100 last.
std::unique_ptr<Operation> priority(const Subjects& subjects, int priority);
/// Pause packages with a reason; they keep their place in the store and are not imported until resumed.
std::unique_ptr<Operation> hold(const Subjects& subjects);
/// End hold().
std::unique_ptr<Operation> resume(const Subjects& subjects);

} // namespace millrace::ops
