// SPDX-License-Identifier: GPL-3.0-or-later
// Decides what becomes of a package whose import failed (importer.md b10, b17). Pure; any thread.
#pragma once

#include "core/failure/errorrule.h"

#include <QString>

namespace millrace::failure {

enum class FailureState { Held, RetryWait, Resolved, SpuriousCapped };

/// "held", "retry_wait", "resolved", "spurious_capped".
QString failureStateName(FailureState state);

struct RetryDecision
{
    FailureState state = FailureState::Held;
    qint64 retryAtMs = 0; ///< when RetryWait
    int autoRetries = 0;  ///< to store: automatic retries so far, the one decided here included
};

/// No package is retried by itself more often than this between two successes, whatever its signatures.
inline constexpr int retriesPerEpisode = 10;

/// @p autoRetries: automatic retries that this signature already had for this package since its last success;
/// @p episodeRetries: the same over all its signatures. @p seed spreads the delay by ±10 % without a random number,
/// so that a replay decides the same.
RetryDecision decideRetry(const ErrorRule& rule, int autoRetries, int episodeRetries, qint64 failedAtMs, quint32 seed);

} // namespace millrace::failure
