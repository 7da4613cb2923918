// SPDX-License-Identifier: GPL-3.0-or-later
// Blobs as files: ROOT/ab/abcdef…, incomplete ones below ROOT/partial. A blob appears by rename, after its bytes are
// safely on the disk: one that is there is whole, even after a power cut. Any thread, any number of processes.
#pragma once

#include "core/blobs/blobstore.h"

namespace millrace::blobs {

class FileBlobStore final : public BlobStore
{
public:
    /// Creates @p root when something is first written.
    explicit FileBlobStore(QString root);

    std::optional<qint64> size(const QByteArray& sha256) const override;
    std::unique_ptr<QIODevice> open(const QByteArray& sha256) const override;
    QByteArray put(QIODevice& content) override;
    void adopt(const QString& file, const QByteArray& sha256) override;
    QString stagingFolder() const override;

    /// Where the blob is or would be. Error "internal.blob" where @p sha256 is no SHA-256: what an archive wrote must
    /// not become a path.
    QString path(const QByteArray& sha256) const;

private:
    QString m_root;
};

} // namespace millrace::blobs
