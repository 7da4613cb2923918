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
struct HoldOptions
{
    bool deny = false; ///< they are not to be imported at all, rather than for now
    qint64 until = 0;  ///< epoch ms: then the engine resumes them by itself; 0 = a person does
};

/// Pause packages with a reason, or deny their import; they keep their place in the store and are not imported until
/// resumed.
std::unique_ptr<Operation> hold(const Subjects& subjects, const HoldOptions& options = {});
/// End hold(), denied or not.
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

/// What becomes of somebody's tag upstream/<version> whose files are not the tarball's (importer.md b13).
enum class UpstreamChoice {
    Keep,  ///< theirs keeps the name; ours becomes a reimport of it
    Adopt, ///< theirs stands for the tarball: only if it has its files by now
    Move,  ///< the name goes to ours, if the tag has not moved since the import saw it; theirs becomes a reimport
};

/// "keep", "adopt", "move"; and back.
QString upstreamChoiceName(UpstreamChoice choice);
std::optional<UpstreamChoice> upstreamChoiceFromName(const QString& name);

/// Decide it for a package in "decision" and import again. @p upstreamVersion: empty = the only one that waits.
/// @p treeNow: the tree of the tag as it is now, as far as the caller has looked; empty = as the import saw it.
std::unique_ptr<Operation> decideUpstream(const QString& package, const QString& upstreamVersion, UpstreamChoice choice,
                                          const QString& treeNow = {});

/// Findings of verification leave the open ones until what they found changes; or come back to them.
std::unique_ptr<Operation> acknowledge(const QList<qint64>& findings, bool acknowledged = true);

/// Take these versions out of the way: their publications are in no branch and the next ones are imported. Without
/// @p version the versions at which the subjects have failed. With @p skipped false they are
/// imported after all.
std::unique_ptr<Operation> skip(const Subjects& subjects, const QString& version, bool skipped);

/// Import what waits after forgetting what this program believes of the repositories: see engine/localstate.h.
std::unique_ptr<Operation> ignoreLocalState(const Subjects& subjects);

/// Make the whole history anew beside the one that is there, and report what differs.
std::unique_ptr<Operation> reimport(const Subjects& subjects);
/// Put the history made anew in the place of the one that is there.
std::unique_ptr<Operation> swapReimport(const Subjects& subjects);

/// How failures of a spurious signature are retried from now on.
struct SpuriousOptions
{
    qint64 delayMs = failure::usualDelayMs;
    int cap = failure::usualCap;
    qint64 expiresAt = 0; ///< epoch ms; 0 = never
};

/// Mark a signature as spurious: its held packages are queued again, and from now on its failures are retried.
std::unique_ptr<Operation> spurious(const QString& signature, const SpuriousOptions& options);
/// Take the mark away; what waits or runs goes on.
std::unique_ptr<Operation> unspurious(const QString& signature);
/// Failures of @p signatures belong to @p target, those to come too.
std::unique_ptr<Operation> merge(const QStringList& signatures, const QString& target);
/// Failures of @p signature belong to parts of it, those to come too.
std::unique_ptr<Operation> split(const QString& signature, failure::SplitBy by);

/// Take another rule for a code, a class ("net.*") or a signature, in the place of the built-in one. Values that are
/// not given stay as they are in force.
struct RuleOptions
{
    std::optional<failure::Policy> policy = {};
    std::optional<int> cap = {};
    std::optional<qint64> delayMs = {};
    std::optional<bool> retryOnNewUpload = {};
    bool builtIn = false; ///< forget what was decided
};
std::unique_ptr<Operation> setRule(const QString& code, const RuleOptions& options);

/// Keep a resource ("archive:HOST:PORT") from use, or end that and every doubt about it.
std::unique_ptr<Operation> breaker(const QString& resource, bool open);
/// Have a resource that is away asked now whether it is back, instead of when the minute is over.
std::unique_ptr<Operation> probe(const QString& resource);

/// What a person wants of a host's engine; what is not given stays.
struct HostChange
{
    std::optional<int> parallel = {}; ///< jobs at once; 0 = as its engine was started
    std::optional<bool> drain = {};   ///< finish what runs, begin nothing
};

std::unique_ptr<Operation> host(const QString& name, const HostChange& change);

} // namespace millrace::ops
