// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses inside an archive. Pure; any thread.
#pragma once

#include <QString>
#include <QUrl>

namespace millrace::archive {

/// @p relativePath ("pool/main/h/hello/hello_2.10-3.dsc", not encoded) below an archive's base URI, which may or may
/// not end in a slash.
QUrl fileUrl(const QUrl& base, const QString& relativePath);

} // namespace millrace::archive
