// SPDX-License-Identifier: GPL-3.0-or-later
// The Operations that there are. Values like every Operation; see operation.h.
#pragma once

#include "core/ops/operation.h"

#include <optional>

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

/// What a person decides about the import of one version (importer.md b8, c46).
struct VersionDecision
{
    QString version = {};
    std::optional<QString> parent = {};    ///< takes the place of the changelog's parents; empty text = none
    std::optional<QString> changelog = {}; ///< the version that debian/changelog may begin with instead
    bool forget = false;                   ///< first take back what was decided before
};

/// Record it for the next import of that version; commits that are there do not change.
std::unique_ptr<Operation> decideVersion(const QString& package, const VersionDecision& decision);

/// Keep a resource ("archive:HOST:PORT") from use, or end that and every doubt about it.
std::unique_ptr<Operation> breaker(const QString& resource, bool open);

/// What a person wants of a host's engine; what is not given stays.
struct HostChange
{
    std::optional<int> parallel = {}; ///< jobs at once; 0 = as its engine was started
    std::optional<bool> drain = {};   ///< finish what runs, begin nothing
};

std::unique_ptr<Operation> host(const QString& name, const HostChange& change);

} // namespace millrace::ops
