// SPDX-License-Identifier: GPL-3.0-or-later
// Gets a suite's InRelease file, from the server only where it changed. Blocking; as net::Transfer.
#pragma once

#include "core/net/transfer.h"

namespace millrace::archive {

/// The last InRelease of one address, kept with its ETag in the cache folder; may be deleted at any time.
class ReleaseCache
{
public:
    ReleaseCache(const QString& folder, const QUrl& url);

    /// The file's bytes, asked for conditionally if we have a copy. Nothing is verified here: callers verify what
    /// they get, the copy too, since keys expire.
    QByteArray fetch(net::Transfer& transfer);
    /// Keeps what fetch() brought. Call it after verification: what is not believed must not stay.
    void keep();

private:
    const QUrl m_url;
    const QString m_base;
    QByteArray m_bytes;
    net::Response m_response;
};

} // namespace millrace::archive
