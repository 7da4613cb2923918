// SPDX-License-Identifier: GPL-3.0-or-later
// Whether an upload has anything to do with what its branch showed before: a name that was given up can come back for
// another program (importer.md c56). Pure but for reading trees.
#pragma once

#include "core/git/oid.h"
#include "core/unpack/sourcetree.h"

namespace millrace::git {
class Repository;
}

namespace millrace::importer {

/// True when less than 1 % of the files of @p source are in @p commit, at the same place and with the same content.
/// debian/ does not count: parts of it are alike in all packages. False where there is nothing else.
bool isUnrelated(const git::Repository& repository, const git::Oid& commit, const unpack::SourceTree& source);

} // namespace millrace::importer
