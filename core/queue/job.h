// SPDX-License-Identifier: GPL-3.0-or-later
// Kinds of jobs, their priorities and the lease rule (importer.md b1, b10). Values; any thread.
#pragma once

#include <QString>

namespace millrace::queue {

enum class JobType { New, Retry, Manual, Reimport, Integrity };

/// "new", "retry", "manual", "reimport", "integrity".
QString jobTypeName(JobType type);

/// Lower comes first.
namespace priority {
inline constexpr int doNext = 0;
inline constexpr int newUpload = 10;
inline constexpr int newOther = 20;
inline constexpr int retry = 30;
inline constexpr int firstImport = 40;
inline constexpr int integrity = 90;
inline constexpr int last = 100;
} // namespace priority

/// A waiting job gains one step of priority in this time, so that a bulk of new uploads cannot starve it.
inline constexpr qint64 agingStepMs = 30 * 60 * 1000;
inline constexpr qint64 leaseMs = 5 * 60 * 1000;
inline constexpr qint64 heartbeatMs = 30 * 1000;
/// A job whose worker or host vanished this often is a failure of class limit.reclaim.
inline constexpr int reclaimLimit = 3;

} // namespace millrace::queue
