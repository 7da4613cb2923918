// SPDX-License-Identifier: GPL-3.0-or-later
// Takes out of an error message what differs from package to package, so that equal causes read equal (b11).
// Pure; any thread.
#pragma once

#include <QString>

namespace millrace::failure {

/// The first line of @p message with URLs, the package's name and version, object ids, paths, addresses, times,
/// pointers and numbers replaced by marks. A URL keeps its host: two hosts are two causes.
QString normaliseMessage(const QString& message, const QString& package, const QString& version);

} // namespace millrace::failure
