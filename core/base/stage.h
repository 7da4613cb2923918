// SPDX-License-Identifier: GPL-3.0-or-later
// The six stages of an import that people see: the stage bar, the job's progress and a failure's phase.
// Values only; any thread.
#pragma once

#include <QString>

#include <array>
#include <optional>

namespace millrace {

enum class Stage { Archive, Fetch, Unpack, Tree, Commit, Refs };

inline constexpr std::array<Stage, 6> allStages = {Stage::Archive, Stage::Fetch,  Stage::Unpack,
                                                   Stage::Tree,    Stage::Commit, Stage::Refs};

/// The stage's word in the store, the worker protocol and JSON: "archive", "fetch", …
QString stageName(Stage stage);

/// Inverse of stageName(); empty for any other word.
std::optional<Stage> stageFromName(QStringView name);

} // namespace millrace
