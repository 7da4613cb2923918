// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/blobs/filedigests.h"

#include "core/base/digest.h"
#include "core/base/step.h"

#include <QFile>

#include <algorithm>

namespace millrace::blobs {

namespace {

Error mismatch(const deb::SourceFile& expected, const char* what, const QJsonValue& wanted, const QJsonValue& actual)
{
    return Error(
        QStringLiteral("archive.checksum"),
        QStringLiteral("%1 has another %2 than the archive's index says").arg(expected.name, QString::fromUtf8(what)),
        {{QStringLiteral("file"), expected.name},
         {QStringLiteral("compared"), QString::fromUtf8(what)},
         {QStringLiteral("expected"), wanted},
         {QStringLiteral("actual"), actual}});
}

} // namespace

bool isHexDigest(const QByteArray& text, qsizetype length)
{
    return text.size() == length && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

Verification verifyFile(const QString& path, const deb::SourceFile& expected, const Cancellation& cancellation)
{
    Step step("verify checksum", {{QStringLiteral("file"), expected.name}});
    Verification result;
    result.weak = expected.sha256.isEmpty();
    if (result.weak && expected.sha1.isEmpty() && expected.md5.isEmpty())
        throw Error(QStringLiteral("dsc.nodigest"), QStringLiteral("no checksum is known for %1").arg(expected.name));

    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
    if (file.size() != expected.size) {
        result.mismatch = mismatch(expected, "size", expected.size, file.size());
        return result;
    }
    const bool bySha1 = !expected.sha1.isEmpty();
    Digest sha256(Digest::Algorithm::Sha256);
    Digest other(bySha1 ? Digest::Algorithm::Sha1 : Digest::Algorithm::Md5);
    QByteArray block(256 * 1024, Qt::Uninitialized);
    qint64 done = 0;
    qint64 count = 0;
    while ((count = file.read(block.data(), block.size())) > 0) {
        cancellation.throwIfCancelled();
        sha256.add(block.constData(), static_cast<size_t>(count));
        if (result.weak)
            other.add(block.constData(), static_cast<size_t>(count));
        done += count;
        step.progress(done, expected.size);
    }
    if (count < 0)
        throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot read %1: %2").arg(path, file.errorString()));
    result.sha256 = sha256.hexResult();
    const QByteArray actual = result.weak ? other.hexResult() : result.sha256;
    const QByteArray wanted = !result.weak ? expected.sha256 : bySha1 ? expected.sha1 : expected.md5;
    if (actual != wanted.toLower())
        result.mismatch = mismatch(expected,
                                   !result.weak ? "SHA-256"
                                   : bySha1     ? "SHA-1"
                                                : "MD5",
                                   QString::fromLatin1(wanted), QString::fromLatin1(actual));
    return result;
}

} // namespace millrace::blobs
