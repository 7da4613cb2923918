// SPDX-License-Identifier: GPL-3.0-or-later
// Between the store and a verification: what the store has recorded becomes a VerifySpec
// (but for apt's proxies), and what was found goes back.
// Both run on the store's thread.
#pragma once

#include "core/base/paths.h"
#include "core/engine/verifyrun.h"
#include "core/store/statestore.h"

namespace millrace::engine {

/// For `sample`: extract every version again.
inline constexpr int everyVersion = -1;

/// Nothing while a job of the package runs. @p sample: how many versions to extract again.
/// @p repository: where the package's is; empty = in the folder of @p paths.
std::optional<integrity::VerifySpec> planVerification(store::StateStore& store, const store::VerifiablePackage& package,
                                                      const Paths& paths, int sample, const QString& repository = {});

/// Stores what was found. False, and nothing is stored, when an import ran meanwhile: the repository was compared with
/// what is no longer true.
bool recordVerification(store::StateStore& store, qint64 packageId, const integrity::VerifySpec& spec,
                        const VerifyResult& result);

/// Removes scratch folders of verifications whose process is dead, and those of other places after a day.
void sweepVerifications(const Paths& paths);

} // namespace millrace::engine
