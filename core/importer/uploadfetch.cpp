// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/uploadfetch.h"

#include "core/base/error.h"
#include "core/base/step.h"
#include "core/blobs/verifiedfetch.h"
#include "core/deb/names.h"
#include "core/unpack/filelist.h"

#include <QUrl>

namespace millrace::importer {

namespace {

constexpr qint64 largestDsc = 4 * 1024 * 1024;

/// The archive's own place first.
QList<QUrl> urlsOf(const UploadSpec& upload, const QString& name)
{
    QList<QUrl> urls;
    for (const QString& folder : QStringList{upload.base} + upload.mirrors) {
        QUrl url(folder, QUrl::TolerantMode);
        url.setPath(url.path(QUrl::FullyDecoded) + QLatin1Char('/') + name, QUrl::DecodedMode);
        urls.append(url);
    }
    return urls;
}

QByteArray readDsc(const blobs::FileBlobStore& store, const QByteArray& sha256)
{
    return store.open(sha256)->read(largestDsc);
}

/// What is wrong with the names is known before anything is downloaded (importer.md c14, c15): a file that is not the
/// upload's, one too many or too few, a format nobody can import.
void checkNames(const UploadSpec& upload, const QString& package)
{
    QList<unpack::InputFile> sources;
    for (const deb::SourceFile& file : upload.files) {
        if (!deb::isValidFileName(file.name))
            throw Error(QStringLiteral("dsc.files"),
                        QStringLiteral("\"%1\" is no acceptable file name").arg(file.name));
        sources.append({file, {}});
    }
    if (sources.isEmpty())
        throw Error(QStringLiteral("dsc.files"), QStringLiteral("the upload names no files"));
    unpack::sortFiles(upload.format.isEmpty() ? QStringLiteral("1.0") : upload.format, package, upload.version,
                      sources);
}

/// Whether two lists say the same of a file in every digest that both have.
bool agree(const deb::SourceFile& a, const deb::SourceFile& b)
{
    const auto same = [](const QByteArray& one, const QByteArray& other) {
        return one.isEmpty() || other.isEmpty() || one == other;
    };
    return a.name == b.name && a.size == b.size && same(a.md5, b.md5) && same(a.sha1, b.sha1) &&
           same(a.sha256, b.sha256);
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
        if (std::none_of(upload.files.cbegin(), upload.files.cend(),
                         [&file](const deb::SourceFile& other) { return agree(file, other); }))
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
    checkNames(upload, package);
    QList<blobs::WantedFile> wanted;
    for (const deb::SourceFile& file : upload.files)
        wanted.append({file, urlsOf(upload, file.name)});
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
        // An index with MD5 alone let the file in; the .dsc may know better.
        if (!file.sha256.isEmpty() && file.sha256 != blobOf.value(file.name))
            throw Error(QStringLiteral("archive.checksum"),
                        QStringLiteral("%1 is not the file that the .dsc names").arg(file.name),
                        {{QStringLiteral("dsc"), QString::fromLatin1(file.sha256)},
                         {QStringLiteral("file"), QString::fromLatin1(blobOf.value(file.name))}});
        file.sha256 = blobOf.value(file.name);
        result.files.append(unpack::InputFile::at(file, store.path(file.sha256)));
    }
    return result;
}

} // namespace millrace::importer
