// SPDX-License-Identifier: GPL-3.0-or-later
// The checks of importer.md b15, one function each. They read the repository and the VerifySpec and change neither.
// A check looks at everything it can: trouble with one version is a finding and does not end it. Worker's thread.
#pragma once

#include "core/base/cancellation.h"
#include "core/base/error.h"
#include "core/git/repository.h"
#include "core/integrity/finding.h"
#include "core/integrity/verifyspec.h"

#include <functional>

namespace millrace::integrity {

struct CheckContext
{
    const VerifySpec& spec;
    git::Repository& repository;
    Cancellation cancellation;
    std::function<void(Finding)> found; ///< fills in the check's name

    /// Runs @p look for one subject; what it throws becomes a finding of that subject, unless the whole verification
    /// must end (cancellation, a full disk).
    void guarded(const QString& subject, const QString& version, const std::function<void()>& look) const;
};

/// I1: all that was published is imported, and the store has the import.
CheckOutcome checkPublished(const CheckContext& context);
/// I2: branches stand where they were left, and show the newest version published in their suite.
CheckOutcome checkBranches(const CheckContext& context);
/// I3: every tag leads to the commit and the tree that the store has for the import.
CheckOutcome checkTags(const CheckContext& context);
/// I4: the source, unpacked again by the engine that imported it, gives the tree and the upstream tree of the import.
CheckOutcome checkTrees(const CheckContext& context);
/// I5: tarballs kept on the pristine-tar branch come out of it with the SHA-256 they had.
CheckOutcome checkTarballs(const CheckContext& context);
/// I6: the repository's remotes have the branches and tags that imports made, where ours are.
CheckOutcome checkRemotes(const CheckContext& context);
/// I7: the parents of an import are those that the rules of b8 choose.
CheckOutcome checkParents(const CheckContext& context);
/// I8: nothing of an attempt or a collision lies about that nobody owns.
CheckOutcome checkSideRefs(const CheckContext& context);
/// I9: `git fsck --strict` has nothing to say.
CheckOutcome checkObjects(const CheckContext& context);

/// Part of I2: patches-applied/… and pristine-tar stand where they were left, and an applied branch shows what applying
/// the patches to its import gives now. Returns how many branches it looked at.
int checkDerivedBranches(const CheckContext& context);
/// Whether imports make the branch beside those of suites.
bool isDerivedBranch(const QString& branch);
/// Compares where the ref stands with where it was left; a finding says the difference. True when it is as it was.
bool comparePosition(const CheckContext& context, const QString& ref, const git::Oid& good, const QString& version);

/// An object id as the store has it; null for what is none.
git::Oid oidFrom(const QString& hex);
/// True for an error that ends the verification instead of being a finding.
bool endsVerification(const Error& error);

} // namespace millrace::integrity
