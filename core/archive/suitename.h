// SPDX-License-Identifier: GPL-3.0-or-later
// From what a Release file calls itself to the branch of its imports. Pure; any thread.
#pragma once

#include <QString>

namespace millrace::archive {

/// The part after the vendor in a branch name: "bookworm-security", "sid", "experimental", "noble-updates".
/// The codename, because "stable" moves from release to release; but Ubuntu's pockets share one codename and differ
/// in Suite, and experimental's codename (rc-buggy) is known to nobody. @p fallback is the name under dists/.
QString branchSuite(const QString& suite, const QString& codename, const QString& fallback);

} // namespace millrace::archive
