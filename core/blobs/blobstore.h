// SPDX-License-Identifier: GPL-3.0-or-later
// Source files by their content: the key is the lower-case hex SHA-256. A store never changes or forgets what it has.
// Implementations may be used from several threads and processes at once.
#pragma once

#include <QByteArray>
#include <QString>

#include <memory>
#include <optional>

class QIODevice;

namespace millrace::blobs {

class BlobStore
{
public:
    virtual ~BlobStore() = default;

    bool contains(const QByteArray& sha256) const { return size(sha256).has_value(); }
    /// Bytes of the blob; empty where the store does not have it.
    virtual std::optional<qint64> size(const QByteArray& sha256) const = 0;
    /// The blob, open for reading, or Error "internal.blob" where it is not there.
    virtual std::unique_ptr<QIODevice> open(const QByteArray& sha256) const = 0;
    /// Reads @p content to its end and returns its key. Errors: "limit.disk", "internal.io".
    virtual QByteArray put(QIODevice& content) = 0;
    /// Takes over a file below stagingFolder() whose digest the caller has just computed; the file is gone afterwards.
    virtual void adopt(const QString& file, const QByteArray& sha256) = 0;
    /// A folder for files that are not complete yet. They may stay there for a later try to go on with.
    virtual QString stagingFolder() const = 0;
};

} // namespace millrace::blobs
