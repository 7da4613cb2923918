// SPDX-License-Identifier: GPL-3.0-or-later
// Downloads source files into a blob store: in parallel, resumed, and only what matches the index gets in. Blocks;
// belongs to the thread that made it, with the same demands on it as net::Transfer.
#pragma once

#include "core/blobs/blobstore.h"
#include "core/deb/sourcerecord.h"
#include "core/net/transfer.h"

namespace millrace::blobs {

struct WantedFile
{
    deb::SourceFile file = {};
    QList<QUrl> urls = {}; ///< the same file at several places, best first; not empty
};

struct FetchedFile
{
    QString name = {};
    QByteArray sha256 = {}; ///< where it is in the store
    qint64 size = 0;
    bool weak = false;       ///< verified by SHA-1 or MD5 only (importer.md c16)
    bool downloaded = false; ///< false: the store had it already
};

class VerifiedFetch
{
public:
    /// Of all files of one fetch together (importer.md c17); more is "limit.size" before anything is downloaded.
    static constexpr qint64 defaultSizeLimit = 20LL * 1024 * 1024 * 1024;

    VerifiedFetch(BlobStore& store, net::Settings settings = {}, Cancellation cancellation = {},
                  qint64 sizeLimit = defaultSizeLimit);

    /// All of them, in the order asked for, or the first file's Error: those of net::Transfer::get(),
    /// "archive.checksum" after a second download was wrong, too, "limit.size". Where a file has several places it is
    /// the error of the first one, with the evidence "tried": {url, code, message} of each. Files that did arrive stay
    /// in the store, parts of others in its staging folder, so that the next try costs only what is missing.
    QList<FetchedFile> fetch(const QList<WantedFile>& wanted);

private:
    /// Verifies a complete download and moves it into the store, or says why not.
    std::optional<Error> takeIn(const deb::SourceFile& file, const QString& part, FetchedFile& result);

    BlobStore& m_store;
    net::Settings m_settings;
    Cancellation m_cancellation;
    qint64 m_sizeLimit;
};

} // namespace millrace::blobs
