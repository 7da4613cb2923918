// SPDX-License-Identifier: GPL-3.0-or-later
// Resources: what many packages need at once and what can be away as a whole: an archive's host, a git host, an API.
// Named "archive:HOST:PORT", "git:HOST:PORT", "api:HOST:PORT". Pure; any thread.
#pragma once

#include "core/base/error.h"

#include <QUrl>

namespace millrace::failure {

/// The resource that an error speaks against; nothing where the package itself may be at fault. Only what says that a
/// host does not answer, or answers that it cannot (5xx, 429), counts; a missing file does not.
std::optional<QString> resourceOf(const Error& error);

/// The host that serves @p url, as a resource of kind @p kind; empty for a file: URL.
QString resourceOf(const QUrl& url, const QString& kind = QStringLiteral("archive"));

} // namespace millrace::failure
