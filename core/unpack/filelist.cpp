// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/unpack/filelist.h"

#include "core/base/error.h"
#include "core/unpack/decompressor.h"

#include <QRegularExpression>
#include <QSet>

namespace millrace::unpack {

namespace {

const QString extensions = QStringLiteral("(?:gz|bz2|xz|lzma|zst)");

struct Names
{
    QString upstream; ///< package_1.0
    QString full;     ///< package_1.0-1
    bool hasRevision = false;
};

Names namesOf(const QString& package, const QString& version)
{
    const QString noEpoch = version.mid(version.indexOf(QLatin1Char(':')) + 1);
    const qsizetype hyphen = noEpoch.lastIndexOf(QLatin1Char('-'));
    return {package + QLatin1Char('_') + (hyphen < 0 ? noEpoch : noEpoch.left(hyphen)),
            package + QLatin1Char('_') + noEpoch, hyphen >= 0};
}

[[noreturn]] void refuse(const QString& message, const QString& name = {})
{
    throw Error(QStringLiteral("dsc.files"), message, {{QStringLiteral("file"), name}});
}

void take(const InputFile*& place, const InputFile& file)
{
    if (place)
        refuse(QStringLiteral("the .dsc lists both %1 and %2, of which there can be only one")
                   .arg(place->file.name, file.file.name),
               file.file.name);
    place = &file;
}

QRegularExpression exactly(const QString& pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern));
}

FileList sortOneZero(const Names& names, const QList<const InputFile*>& files)
{
    FileList list;
    for (const InputFile* file : files) {
        const QString& name = file->file.name;
        if (name == names.upstream + QLatin1String(".orig.tar.gz"))
            take(list.orig, *file);
        else if (name == names.full + QLatin1String(".tar.gz"))
            take(list.native, *file);
        else if (name == names.full + QLatin1String(".diff.gz"))
            take(list.diff, *file);
        else if (name != names.upstream + QLatin1String(".orig.tar.gz.asc"))
            refuse(QStringLiteral("%1 does not belong to a 1.0 source package").arg(name), name);
    }
    if (list.orig && list.native)
        refuse(QStringLiteral("the .dsc lists two tarballs"), list.native->file.name);
    if (!list.orig && !list.native)
        refuse(QStringLiteral("the .dsc lists no tarball"));
    if (list.diff && list.native)
        list.orig = std::exchange(list.native, nullptr);
    if (list.orig && !list.diff)
        list.flags << QStringLiteral("orig.native");
    if (list.native && names.hasRevision)
        list.flags << QStringLiteral("native.revision");
    if (list.diff && !names.hasRevision)
        list.flags << QStringLiteral("version.norevision");
    return list;
}

FileList sortNative(const Names& names, const QList<const InputFile*>& files)
{
    FileList list;
    const QRegularExpression tarball =
        exactly(QRegularExpression::escape(names.full) + QLatin1String("\\.tar\\.") + extensions);
    for (const InputFile* file : files) {
        if (!tarball.match(file->file.name).hasMatch())
            refuse(QStringLiteral("%1 does not belong to a native source package").arg(file->file.name),
                   file->file.name);
        take(list.native, *file);
    }
    if (!list.native)
        refuse(QStringLiteral("the .dsc lists no tarball"));
    if (names.hasRevision)
        list.flags << QStringLiteral("native.revision");
    return list;
}

FileList sortQuilt(const Names& names, const QList<const InputFile*>& files)
{
    FileList list;
    const QRegularExpression orig =
        exactly(QRegularExpression::escape(names.upstream) +
                QStringLiteral("\\.orig(?:-([A-Za-z0-9-]+))?\\.tar\\.%1(\\.asc)?").arg(extensions));
    const QRegularExpression debian =
        exactly(QRegularExpression::escape(names.full) + QLatin1String("\\.debian\\.tar\\.") + extensions);
    QStringList signatures;
    QSet<QString> tarballs;
    for (const InputFile* file : files) {
        const QString& name = file->file.name;
        if (debian.match(name).hasMatch()) {
            take(list.debian, *file);
            continue;
        }
        const QRegularExpressionMatch match = orig.match(name);
        if (!match.hasMatch())
            refuse(QStringLiteral("%1 does not belong to a 3.0 (quilt) source package").arg(name), name);
        if (match.hasCaptured(2)) {
            signatures << name;
            continue;
        }
        tarballs.insert(name);
        take(match.hasCaptured(1) ? list.components[match.captured(1)] : list.orig, *file);
    }
    if (!list.orig || !list.debian)
        refuse(QStringLiteral("the .dsc lists no %1")
                   .arg(list.orig ? QStringLiteral("debian.tar") : QStringLiteral("orig.tar")));
    for (const QString& signature : signatures) {
        if (!tarballs.contains(signature.chopped(4)))
            refuse(QStringLiteral("the .dsc lists the signature %1 without its tarball").arg(signature), signature);
    }
    if (!names.hasRevision)
        list.flags << QStringLiteral("version.norevision");
    return list;
}

/// A bundle and, when its history is cut off, the list of commits where: that one matters to a clone alone.
FileList sortGit(const Names& names, const QList<const InputFile*>& files)
{
    FileList list;
    const InputFile* shallow = nullptr;
    for (const InputFile* file : files) {
        const QString& name = file->file.name;
        if (name == names.full + QLatin1String(".git"))
            take(list.bundle, *file);
        else if (name == names.full + QLatin1String(".gitshallow"))
            take(shallow, *file);
        else
            refuse(QStringLiteral("%1 does not belong to a 3.0 (git) source package").arg(name), name);
    }
    if (!list.bundle)
        refuse(QStringLiteral("the .dsc lists no git bundle"));
    return list;
}

[[noreturn]] void refuseFormat(const QString& format)
{
    const bool bazaar = format == QLatin1String("3.0 (bzr)");
    const bool custom = format == QLatin1String("3.0 (custom)");
    const QString why = bazaar   ? QStringLiteral("it is a Bazaar repository, which only Bazaar itself can unpack")
                        : custom ? QStringLiteral("it says how to build a source package, not how to unpack one")
                                 : QStringLiteral("Millrace does not know it");
    throw Error(QStringLiteral("dsc.format"),
                QStringLiteral("source format %1 cannot be imported: %2").arg(format, why),
                {{QStringLiteral("format"), format}})
        .withAdvice(QStringLiteral("skip this version, so that the package's other versions go on"));
}

} // namespace

FileList sortFiles(const QString& format, const QString& package, const QString& version, const QList<InputFile>& files)
{
    QList<const InputFile*> sources;
    QSet<QString> seen;
    for (const InputFile& file : files) {
        if (seen.contains(file.file.name))
            refuse(QStringLiteral("the .dsc lists %1 twice").arg(file.file.name), file.file.name);
        seen.insert(file.file.name);
        if (!file.file.name.endsWith(QLatin1String(".dsc")))
            sources << &file;
    }
    const Names names = namesOf(package, version);
    if (format == QLatin1String("1.0"))
        return sortOneZero(names, sources);
    if (format == QLatin1String("3.0 (native)"))
        return sortNative(names, sources);
    if (format == QLatin1String("3.0 (quilt)") || format == QLatin1String("2.0"))
        return sortQuilt(names, sources);
    if (format == QLatin1String("3.0 (git)"))
        return sortGit(names, sources);
    refuseFormat(format);
}

} // namespace millrace::unpack
