// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/archive/localdsc.h"

#include "core/base/digest.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/step.h"
#include "core/deb/dsc.h"

#include <QFile>
#include <QFileInfo>

namespace millrace::archive {

namespace {

/// The largest real ones have some 100 kB.
constexpr qint64 dscSizeLimit = 16 * 1024 * 1024;

} // namespace

LocalUpload readLocalDsc(const QString& path)
{
    Step step(Stage::Archive, "read local .dsc", {{QStringLiteral("file"), path}});
    QFile file(path);
    if (!file.exists())
        throw Error(QStringLiteral("archive.missing"), QStringLiteral("there is no file %1").arg(path));
    if (!file.open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
    const QByteArray bytes = file.read(dscSizeLimit + 1);
    if (bytes.size() > dscSizeLimit)
        throw Error(QStringLiteral("dsc.syntax"), QStringLiteral("%1 is too large for a .dsc file").arg(path));

    const deb::Dsc dsc = deb::parseDsc(bytes);
    const QFileInfo info(path);
    LocalUpload upload;
    upload.weak = dsc.weak;
    upload.record = {.package = dsc.package, .version = dsc.version, .format = dsc.format};
    upload.record.dscSha256 = Digest::hex(Digest::Algorithm::Sha256, bytes);
    upload.record.files.append({info.fileName(), bytes.size(), Digest::hex(Digest::Algorithm::Md5, bytes),
                                Digest::hex(Digest::Algorithm::Sha1, bytes), upload.record.dscSha256});
    upload.record.files += dsc.files;

    QStringList absent;
    for (const deb::SourceFile& member : upload.record.files) {
        const QString place = info.absolutePath() + QLatin1Char('/') + member.name;
        if (!QFileInfo(place).isFile())
            absent.append(member.name);
        upload.urls.append(QUrl::fromLocalFile(place));
    }
    if (!absent.isEmpty()) {
        const QStringList first = absent.mid(0, 5);
        const QString more =
            absent.size() > first.size() ? QStringLiteral(" and %1 more").arg(absent.size() - first.size()) : QString();
        throw Error(QStringLiteral("archive.missing"),
                    QStringLiteral("files of %1 are not beside it: %2")
                        .arg(info.fileName(), first.join(QLatin1String(", ")) + more),
                    {{QStringLiteral("missing"), toJsonArray(absent)}, {QStringLiteral("folder"), info.absolutePath()}})
            .withAdvice(QStringLiteral("put them into the same folder, as `dget` or `apt-get source` would"));
    }
    return upload;
}

} // namespace millrace::archive
