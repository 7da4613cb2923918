// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/indexfetch.h"

#include "core/archive/archiveurl.h"
#include "core/base/digest.h"
#include "core/base/step.h"

#include <QFile>

namespace millrace::archive {

namespace {

/// Where the Release file does not say how large the plain index is; sid's has 50 MB.
constexpr qint64 defaultContentLimit = 4LL * 1024 * 1024 * 1024;

QByteArray sha256Of(const QString& path)
{
    QFile file(path);
    Digest digest(Digest::Algorithm::Sha256);
    QByteArray block(256 * 1024, Qt::Uninitialized);
    qint64 count = -1;
    if (file.open(QIODevice::ReadOnly)) {
        while ((count = file.read(block.data(), block.size())) > 0)
            digest.add(block.constData(), static_cast<size_t>(count));
    }
    if (count < 0)
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
    return digest.hexResult();
}

} // namespace

std::optional<IndexFile> pickIndex(const Release& release, const QString& component)
{
    const QString base = component + QLatin1String("/source/Sources");
    const auto plain = release.files.constFind(base);
    for (const char* extension : {".xz", ".zst", ".gz", ".bz2", ".lzma", ""}) {
        const QString path = base + QLatin1String(extension);
        const auto file = release.files.constFind(path);
        if (file != release.files.constEnd())
            return IndexFile{component, path, file->size, file->sha256,
                             plain != release.files.constEnd() ? plain->size : defaultContentLimit};
    }
    return std::nullopt;
}

QString fetchIndex(net::Transfer& transfer, const QUrl& suiteUrl, const Release& release, const IndexFile& index,
                   const QString& folder)
{
    Step step("fetch source index", {{QStringLiteral("path"), index.path}, {QStringLiteral("bytes"), index.size}});
    const QString plainPath = index.path;
    const QString hashPath = index.path.section(QLatin1Char('/'), 0, -2) + QLatin1String("/by-hash/SHA256/") +
                             QString::fromLatin1(index.sha256);
    // By hash first: a mirror that is being updated still has it. Then by name, twice, since a cache on the way may
    // hold yesterday's.
    QStringList paths{plainPath, plainPath};
    if (release.byHash)
        paths.prepend(hashPath);
    const QString target = folder + QLatin1Char('/') + QString::fromLatin1(index.sha256) + QLatin1String(".part");
    std::optional<Error> problem;
    for (const QString& path : paths) {
        const QUrl url = fileUrl(suiteUrl, path);
        const net::Outcome outcome =
            transfer.getAll({{.url = url, .target = target, .expectedSize = index.size}}).first();
        if (outcome.error) {
            problem = outcome.error;
        } else if (const QByteArray actual = sha256Of(target); actual == index.sha256) {
            return target;
        } else {
            QFile::remove(target);
            problem =
                Error(QStringLiteral("archive.checksum"),
                      QStringLiteral("the source index %1 is not the one that its Release file names").arg(index.path),
                      {{QStringLiteral("url"), url.toString(QUrl::RemovePassword)},
                       {QStringLiteral("expected"), QString::fromLatin1(index.sha256)},
                       {QStringLiteral("actual"), QString::fromLatin1(actual)}})
                    .withAdvice(QStringLiteral("the mirror is probably being updated: retry later"));
        }
        const bool otherPathHelps = problem->code() == QLatin1String("archive.checksum") ||
                                    (problem->code() == QLatin1String("archive.missing") && path == hashPath);
        if (!otherPathHelps)
            break;
    }
    throw *problem;
}

} // namespace millrace::archive
