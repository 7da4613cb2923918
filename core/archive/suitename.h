// SPDX-License-Identifier: GPL-3.0-or-later
// From what a Release file calls itself to the branch of its imports. Pure; any thread.
#pragma once

#include <QString>

namespace millrace::archive {

/// The part after the vendor in a branch name: "bookworm-security", "sid", "experimental", "noble-updates".
/// The codename, because "stable" moves from release to release; but Ubuntu's pockets share one codename and differ
/// in Suite, and experimental's codename (rc-buggy) is known to nobody. @p fallback is the name under dists/.
QString branchSuite(const QString& suite, const QString& codename, const QString& fallback);

/// Order among the suites of one archive, oldest release first, from what a Release file says: the release number, then
/// the pocket (updates and security after the release itself). Point releases ("12.15") do not change it. Suites
/// without a number follow: unstable, then experimental.
int suiteRank(const QString& version, const QString& suite, const QString& codename);

} // namespace millrace::archive
