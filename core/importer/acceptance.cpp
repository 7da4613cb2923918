// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/importer/acceptance.h"

#include "core/base/error.h"

#include <algorithm>

namespace millrace::importer {

namespace {

bool isZst(const QString& name)
{
    return name.endsWith(QLatin1String(".zst"));
}

} // namespace

void checkAccepted(const UploadSpec& upload, const PublicationSpec& publication)
{
    for (const deb::SourceFile& file : upload.files) {
        if (file.sha256.isEmpty() && !publication.weakDigests)
            throw Error(QStringLiteral("archive.weak"),
                        QStringLiteral("only %1 vouches for %2, which the archive's policy does not accept")
                            .arg(file.sha1.isEmpty() ? QStringLiteral("MD5") : QStringLiteral("SHA-1"), file.name),
                        {{QStringLiteral("file"), file.name}, {QStringLiteral("suite"), publication.suite}})
                .withAdvice(QStringLiteral("skip this version, or accept such uploads from the archive: millracectl "
                                           "archive set ARCHIVE --weak-digests, then retry"));
        if (isZst(file.name) && !publication.zst)
            throw Error(
                QStringLiteral("dsc.compression"),
                QStringLiteral("%1 is compressed by zstd, which the archive's policy does not accept").arg(file.name),
                {{QStringLiteral("file"), file.name}, {QStringLiteral("suite"), publication.suite}})
                .withAdvice(QStringLiteral("skip this version, or accept such uploads from the archive: millracectl "
                                           "archive set ARCHIVE --zst, then retry"));
    }
}

QStringList acceptanceFlags(const UploadSpec& upload)
{
    const bool zst = std::any_of(upload.files.cbegin(), upload.files.cend(),
                                 [](const deb::SourceFile& file) { return isZst(file.name); });
    return zst ? QStringList{QStringLiteral("zst")} : QStringList();
}

} // namespace millrace::importer
