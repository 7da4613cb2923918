// SPDX-License-Identifier: GPL-3.0-or-later
// git's differences as the texts that ui/text draws. Pure functions; any thread.
#pragma once

#include "core/git/diff.h"
#include "ui/text/difftext.h"

namespace millrace::ui {

DiffText diffTextOf(const git::FileDiff& diff, const QString& path);
/// Why there are no lines to show, in words: binary, too large, only the mode changed; empty if there are.
QString noDiffReason(const git::FileDiff& diff, const git::TreeChange& change);

} // namespace millrace::ui
