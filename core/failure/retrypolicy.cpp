// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/failure/retrypolicy.h"

namespace millrace::failure {

QString failureStateName(FailureState state)
{
    switch (state) {
    case FailureState::Held:
        return QStringLiteral("held");
    case FailureState::RetryWait:
        return QStringLiteral("retry_wait");
    case FailureState::Resolved:
        return QStringLiteral("resolved");
    case FailureState::SpuriousCapped:
        return QStringLiteral("spurious_capped");
    }
    return {};
}

RetryDecision decideRetry(const ErrorRule& rule, int autoRetries, int episodeRetries, qint64 failedAtMs, quint32 seed)
{
    if (rule.policy == Policy::Hold)
        return {FailureState::Held, 0, autoRetries};
    const bool counted = rule.policy == Policy::Retry;
    if (counted && (autoRetries >= rule.cap || episodeRetries >= retriesPerEpisode))
        return {FailureState::SpuriousCapped, 0, autoRetries};
    // seed picks one of 2001 steps between 90 % and 110 %.
    const qint64 spread = static_cast<qint64>(seed % 2001) - 1000;
    const qint64 delay = rule.delayMs + rule.delayMs * spread / 10'000;
    return {FailureState::RetryWait, failedAtMs + delay, counted ? autoRetries + 1 : autoRetries};
}

} // namespace millrace::failure
