// SPDX-License-Identifier: GPL-3.0-or-later
// git bundles that git itself would not make, for tests. Blocking; any thread.
#pragma once

#include "core/git/oid.h"

#include <functional>

namespace millrace::git {
class PackWriter;
}

namespace millrace::test {

/// A bundle whose HEAD is a commit of the tree that @p write returns; its objects are whatever @p write puts into the
/// pack, which is made below @p folder.
QByteArray forgedBundle(const QString& folder, const std::function<git::Oid(git::PackWriter&)>& write);

} // namespace millrace::test
