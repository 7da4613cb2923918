// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/queue/packagestate.h"

#include <array>
#include <utility>

namespace millrace::queue {

namespace {
constexpr std::array<std::pair<PackageState, const char*>, 8> names = {{
    {PackageState::Ok, "ok"},
    {PackageState::Queued, "queued"},
    {PackageState::Running, "running"},
    {PackageState::Held, "held"},
    {PackageState::RetryWait, "retry_wait"},
    {PackageState::Decision, "decision"},
    {PackageState::Paused, "paused"},
    {PackageState::Denied, "denied"},
}};
} // namespace

QString packageStateName(PackageState state)
{
    for (const auto& [value, name] : names) {
        if (value == state)
            return QLatin1String(name);
    }
    return {};
}

std::optional<PackageState> packageStateFromName(QStringView text)
{
    for (const auto& [value, name] : names) {
        if (text == QLatin1String(name))
            return value;
    }
    return std::nullopt;
}

bool needsDecision(const QString& code)
{
    return code == QLatin1String("state.upstream_conflict");
}

bool mayMove(PackageState from, PackageState to)
{
    using enum PackageState;
    if (from == to || to == Paused || to == Denied)
        return true;
    switch (from) {
    case Ok:
        return to == Queued;
    case Queued:
        // Back to ok: the request was taken back before it ran, or an undo removed it.
        return to == Running || to == Ok || to == Held || to == RetryWait || to == Decision;
    case Running:
        return to == Ok || to == Held || to == RetryWait || to == Queued || to == Decision;
    case Held:
    case RetryWait:
    case Decision:
        return to == Queued;
    case Paused:
    case Denied:
        // Resuming finds a package as its failures and publications say.
        return to == Queued || to == Ok || to == Held || to == RetryWait || to == Decision;
    }
    return false;
}

} // namespace millrace::queue
