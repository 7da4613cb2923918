// SPDX-License-Identifier: GPL-3.0-or-later
// What Millrace does by itself about an error code, and what a person reads about it (importer.md b11 and b18).
// The built-in table is a seed: what people decide instead is kept in the store (core/store/ruletable.h) and applied
// here. Values; any thread.
#pragma once

#include <QHash>
#include <QList>
#include <QString>

#include <optional>

namespace millrace::failure {

enum class Policy {
    Hold,     ///< a person must look: the package is held
    Retry,    ///< likely to heal by itself: retried after a delay, up to a cap, then held
    Resource, ///< the fault of this machine or host, not of the package: no retry is counted
};

struct ErrorRule
{
    QString code = {}; ///< "archive.missing", or "net.*" for a whole class
    Policy policy = Policy::Hold;
    int cap = 0;                   ///< automatic retries before the package is held
    qint64 delayMs = 0;            ///< before each of them; spread by ±10 %
    QString title = {};            ///< heading of a group: "File missing from the archive"
    QString advice = {};           ///< what to do, one sentence
    bool retryOnNewUpload = false; ///< a held package is tried again when a new upload of it arrives
};

/// What a person decided instead of a rule.
struct RuleChange
{
    QString code = {}; ///< "archive.missing", "net.*", or a signature's 16 digits
    Policy policy = Policy::Hold;
    int cap = 0;
    qint64 delayMs = 0;
    bool retryOnNewUpload = false;
};

/// The delay of a rule that names none.
inline constexpr qint64 usualDelayMs = 2 * 60 * 60 * 1000;
/// The cap of a rule that names none.
inline constexpr int usualCap = 5;

/// The built-in rule of a code: its own, else its class's, else the one for everything unknown, which holds.
const ErrorRule& ruleFor(const QString& code);

/// All built-in rules, exact codes before their class, the one for everything unknown last.
const QList<ErrorRule>& builtInRules();

/// The rule in force: the built-in one, with the policy of the most specific change. The signature's change comes
/// before the code's, that before the class's. What a person says of a class holds for all its codes, also for those
/// with a built-in rule of their own.
ErrorRule ruleFor(const QString& code, const QString& signature, const QHash<QString, RuleChange>& changes);

/// "net.*" for "net.timeout".
QString wholeClassOf(const QString& code);

/// Why @p code cannot be given another rule; empty if it can.
QString ruleRefusal(const QString& code);

/// The word in the store and in JSON: "hold", "retry", "resource".
QString policyName(Policy policy);
std::optional<Policy> policyFromName(const QString& name);

} // namespace millrace::failure
