// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/importer/corner/writtenupload.h"

#include "tests/core/unpack/oracle.h"
#include "tests/core/unpack/tarwriter.h"
#include "tests/support/sourcepackage.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace millrace::test {

namespace {

QByteArray littleEndian(quint32 value, int bytes)
{
    QByteArray result;
    for (int i = 0; i < bytes; ++i)
        result.append(static_cast<char>(value >> (8 * i)));
    return result;
}

quint32 crc32(const QByteArray& bytes)
{
    quint32 crc = 0xffffffff;
    for (const char byte : bytes) {
        crc ^= static_cast<uchar>(byte);
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
    return ~crc;
}

} // namespace

QByteArray storedGzip(const QByteArray& bytes)
{
    constexpr qsizetype largestBlock = 65535;
    QByteArray result = QByteArray::fromHex("1f8b0800000000000003");
    for (qsizetype at = 0; at < bytes.size() || at == 0; at += largestBlock) {
        const QByteArray block = bytes.mid(at, largestBlock);
        const auto size = static_cast<quint32>(block.size());
        result.append(at + largestBlock >= bytes.size() ? '\1' : '\0');
        result += littleEndian(size, 2) + littleEndian(~size, 2) + block;
    }
    return result + littleEndian(crc32(bytes), 4) + littleEndian(static_cast<quint32>(bytes.size()), 4);
}

QByteArray changelogOf(const QStringList& versions)
{
    QByteArray text;
    for (const QString& version : versions)
        text += changelogEntry(QStringLiteral("sample"), version);
    return text;
}

QString writeUpload(const QString& folder, const WrittenUpload& upload)
{
    const bool native = upload.upstream.isEmpty();
    const QString noEpoch = upload.version.section(QLatin1Char(':'), -1);
    const QString upstreamVersion = native ? noEpoch : noEpoch.left(noEpoch.lastIndexOf(QLatin1Char('-')));
    const QByteArray top = "sample-" + upstreamVersion.toUtf8() + '/';
    const QByteArray debianPrefix = native ? top + "debian/" : QByteArray("debian/");

    TarWriter debian;
    if (native)
        debian.folder(top);
    debian.folder(debianPrefix);
    if (!upload.changelog.isNull())
        debian.file(debianPrefix + "changelog", upload.changelog);
    debian.file(debianPrefix + "rules", "#!/usr/bin/make -f\n%:\n\tdh $@\n", 0755);
    debian.folder(debianPrefix + "source/");
    debian.file(debianPrefix + "source/format", native ? "3.0 (native)\n" : "3.0 (quilt)\n");
    for (auto it = upload.debian.cbegin(); it != upload.debian.cend(); ++it)
        debian.file(debianPrefix + it.key().toUtf8(), it.value());
    for (auto it = upload.links.cbegin(); it != upload.links.cend(); ++it)
        debian.symlink(debianPrefix + it.key().toUtf8(), it.value());
    QMap<QString, QByteArray> tarballs;
    if (native) {
        for (auto it = upload.files.cbegin(); it != upload.files.cend(); ++it)
            debian.file(top + it.key().toUtf8(), it.value());
        tarballs.insert(QStringLiteral("sample_%1.tar.gz").arg(noEpoch), storedGzip(debian.finished()));
    } else {
        TarWriter orig;
        orig.folder(top);
        for (auto it = upload.upstream.cbegin(); it != upload.upstream.cend(); ++it)
            orig.file(top + it.key().toUtf8(), it.value());
        tarballs.insert(QStringLiteral("sample_%1.orig.tar.gz").arg(upstreamVersion), storedGzip(orig.finished()));
        tarballs.insert(QStringLiteral("sample_%1.debian.tar.gz").arg(noEpoch), storedGzip(debian.finished()));
    }
    const QString path = writeDsc(folder, native ? QStringLiteral("3.0 (native)") : QStringLiteral("3.0 (quilt)"),
                                  upload.version, tarballs);
    const QString name = folder + QStringLiteral("/sample_%1.dsc").arg(noEpoch);
    QFile::remove(name);
    QFile::rename(path, name);
    QFile file(name);
    if (file.open(QIODevice::Append))
        file.write(upload.fields);
    return name;
}

QString signedAgain(const QString& dsc, const QString& folder)
{
    QDir().mkpath(folder);
    const QDir from = QFileInfo(dsc).dir();
    for (const QString& name : from.entryList(QDir::Files))
        QFile::copy(from.filePath(name), folder + QLatin1Char('/') + name);
    const QString path = folder + QLatin1Char('/') + QFileInfo(dsc).fileName();
    QFile file(path);
    if (!file.open(QIODevice::Append))
        qFatal("cannot write %s", qPrintable(path));
    file.write("Uploaders: Somebody Else <else@example.org>\n");
    return path;
}

} // namespace millrace::test
