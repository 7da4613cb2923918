// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/uploadfetch.h"

#include "core/base/error.h"
#include "core/base/step.h"
#include "core/blobs/verifiedfetch.h"
#include "core/deb/names.h"

#include <QUrl>

namespace millrace::importer {

namespace {

constexpr qint64 largestDsc = 4 * 1024 * 1024;

QUrl urlOf(const UploadSpec& upload, const QString& name)
{
    QUrl url(upload.base, QUrl::TolerantMode);
    url.setPath(url.path(QUrl::FullyDecoded) + QLatin1Char('/') + name, QUrl::DecodedMode);
    return url;
}

QByteArray readDsc(const blobs::FileBlobStore& store, const QByteArray& sha256)
{
    return store.open(sha256)->read(largestDsc);
}

/// The .dsc is what was uploaded and signed; the index only repeats it. Where they disagree, something is wrong with
/// the archive, and an import under the index's name would be a lie.
void compare(const deb::Dsc& dsc, const UploadSpec& upload, const QString& package)
{
    if (dsc.package != package)
        throw Error(QStringLiteral("dsc.package"),
                    QStringLiteral("the .dsc is of %1, the index says %2").arg(dsc.package, package));
    if (dsc.version != upload.version)
        throw Error(QStringLiteral("dsc.version"),
                    QStringLiteral("the .dsc is of version %1, the index says %2").arg(dsc.version, upload.version));
    for (const deb::SourceFile& file : dsc.files) {
        const auto same = [&](const deb::SourceFile& other) {
            return other.name == file.name && other.size == file.size &&
                   (other.sha256.isEmpty() || file.sha256.isEmpty() || other.sha256 == file.sha256);
        };
        if (std::none_of(upload.files.cbegin(), upload.files.cend(), same))
            throw Error(QStringLiteral("dsc.files"),
                        QStringLiteral("the .dsc names %1, which the index does not have like that").arg(file.name));
    }
}

} // namespace

FetchedUpload fetchUpload(const UploadSpec& upload, const QString& package, blobs::FileBlobStore& store,
                          const net::Settings& settings, const Cancellation& cancellation)
{
    const Step step(Stage::Fetch, "fetch the upload's files",
                    {{QStringLiteral("version"), upload.version}, {QStringLiteral("from"), upload.base}});
    QList<blobs::WantedFile> wanted;
    for (const deb::SourceFile& file : upload.files) {
        if (!deb::isValidFileName(file.name))
            throw Error(QStringLiteral("dsc.files"),
                        QStringLiteral("\"%1\" is no acceptable file name").arg(file.name));
        wanted.append({file, {urlOf(upload, file.name)}});
    }
    if (wanted.isEmpty())
        throw Error(QStringLiteral("dsc.files"), QStringLiteral("the upload names no files"));
    const QList<blobs::FetchedFile> fetched = blobs::VerifiedFetch(store, settings, cancellation).fetch(wanted);

    FetchedUpload result;
    QHash<QString, QByteArray> blobOf;
    for (const blobs::FetchedFile& file : fetched) {
        blobOf.insert(file.name, file.sha256);
        result.downloadedBytes += file.downloaded ? file.size : 0;
        if (file.weak)
            result.flags = QStringList{QStringLiteral("weak")};
    }
    const Step reading("read the .dsc", {{QStringLiteral("file"), upload.files.constFirst().name}});
    result.dsc = deb::parseDsc(readDsc(store, blobOf.value(upload.files.constFirst().name)));
    compare(result.dsc, upload, package);
    for (deb::SourceFile file : result.dsc.files) {
        file.sha256 = blobOf.value(file.name);
        result.files.append(unpack::InputFile::at(file, store.path(file.sha256)));
    }
    return result;
}

} // namespace millrace::importer
