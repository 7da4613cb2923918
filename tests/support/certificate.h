// SPDX-License-Identifier: GPL-3.0-or-later
// A certificate of localhost that openssl makes for one test and that nobody trusts by itself. Any thread.
#pragma once

#include <QSslConfiguration>
#include <QStringList>

namespace millrace::test {

/// Arguments of openssl: makes @p key and the @p certificate that it signs itself; both are file names.
QStringList certificateArguments(const QString& key, const QString& certificate);

/// For a server: made in @p folder, as server.key and server.crt.
QSslConfiguration serverCertificate(const QString& folder);

} // namespace millrace::test
