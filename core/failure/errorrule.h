// SPDX-License-Identifier: GPL-3.0-or-later
// What Millrace does by itself about an error code, and what a person reads about it (importer.md b11 and b18).
// A table of values; any thread.
#pragma once

#include <QString>

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
    int cap = 0;         ///< automatic retries before the package is held
    qint64 delayMs = 0;  ///< before each of them; spread by ±10 %
    QString title = {};  ///< heading of a group: "File missing from the archive"
    QString advice = {}; ///< what to do, one sentence
};

/// The rule of a code: its own, else its class's, else the one for everything unknown, which holds.
const ErrorRule& ruleFor(const QString& code);

/// The word in the store and in JSON: "hold", "retry", "resource".
QString policyName(Policy policy);

} // namespace millrace::failure
