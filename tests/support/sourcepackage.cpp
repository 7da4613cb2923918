// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/sourcepackage.h"

#include "core/base/error.h"
#include "core/base/process.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace millrace::test {

namespace {

void writeTree(const QString& root, const QMap<QString, QByteArray>& files)
{
    for (auto it = files.cbegin(); it != files.cend(); ++it) {
        const QString path = root + QLatin1Char('/') + it.key();
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(it.value()) != it.value().size())
            throw Error(QStringLiteral("internal.io"), QStringLiteral("cannot write %1").arg(path));
    }
}

void tarball(const QString& folder, const QString& topFolder, const QString& file)
{
    // Fixed order, owner and time, so that a recipe always gives the same bytes.
    runProcessChecked({QStringLiteral("tar"),
                       {QStringLiteral("--sort=name"), QStringLiteral("--owner=0"), QStringLiteral("--group=0"),
                        QStringLiteral("--mtime=2020-01-01 00:00Z"), QStringLiteral("-caf"), file, topFolder},
                       {},
                       folder});
}

} // namespace

QByteArray changelogEntry(const QString& name, const QString& version, const QString& text, const QString& date,
                          const QString& maintainer)
{
    return QStringLiteral("%1 (%2) unstable; urgency=medium\n\n  * %3\n\n -- %4  %5\n\n")
        .arg(name, version, text, maintainer, date)
        .toUtf8();
}

QString buildSourcePackage(const QString& folder, const SourcePackageRecipe& recipe)
{
    QDir().mkpath(folder);
    const QString noEpoch = recipe.version.section(QLatin1Char(':'), -1);
    const bool native = recipe.upstream.isEmpty();
    const QString upstreamVersion = native ? noEpoch : noEpoch.left(noEpoch.lastIndexOf(QLatin1Char('-')));
    const QString top = recipe.name + QLatin1Char('-') + upstreamVersion;
    const QString work = folder + QLatin1String("/work-") + noEpoch;
    QDir(work).removeRecursively();
    const QString tree = work + QLatin1Char('/') + top;
    QDir().mkpath(tree);
    const QString extension =
        QLatin1String(".tar.") + (recipe.compression == QLatin1String("gzip")    ? QStringLiteral("gz")
                                  : recipe.compression == QLatin1String("bzip2") ? QStringLiteral("bz2")
                                                                                 : recipe.compression);
    const QString origBase = QDir(folder).absoluteFilePath(recipe.name + QLatin1Char('_') + upstreamVersion);

    writeTree(tree, recipe.upstream);
    if (!native && !QFile::exists(origBase + QLatin1String(".orig") + extension))
        tarball(work, top, origBase + QLatin1String(".orig") + extension);
    for (auto it = recipe.components.cbegin(); it != recipe.components.cend(); ++it) {
        writeTree(tree + QLatin1Char('/') + it.key(), it.value());
        tarball(tree, it.key(), origBase + QLatin1String(".orig-") + it.key() + extension);
    }
    QMap<QString, QByteArray> debian{
        {QStringLiteral("debian/changelog"),
         recipe.changelog.isEmpty() ? changelogEntry(recipe.name, recipe.version) : recipe.changelog},
        {QStringLiteral("debian/control"),
         QStringLiteral("Source: %1\nSection: misc\nPriority: optional\nMaintainer: Ada Example <ada@example.org>\n"
                        "Standards-Version: 4.6.2\n\nPackage: %1\nArchitecture: all\nDescription: sample\n long text\n")
             .arg(recipe.name)
             .toUtf8()},
        {QStringLiteral("debian/rules"), "#!/usr/bin/make -f\n%:\n\tdh $@\n"},
    };
    if (recipe.format != QLatin1String("1.0"))
        debian.insert(QStringLiteral("debian/source/format"), recipe.format.toUtf8() + '\n');
    debian.insert(recipe.files);
    writeTree(tree, debian);
    for (auto it = recipe.symlinks.cbegin(); it != recipe.symlinks.cend(); ++it)
        QFile::link(it.value(), tree + QLatin1Char('/') + it.key());
    for (const QString& path : recipe.executables)
        QFile::setPermissions(tree + QLatin1Char('/') + path, QFile::Permissions(0x7755));
    const QString rules = tree + QLatin1String("/debian/rules");
    QFile::setPermissions(rules, QFile::Permissions(0x7755));

    QStringList arguments;
    if (recipe.format != QLatin1String("1.0"))
        arguments << QStringLiteral("-Z") + recipe.compression;
    else if (!native)
        arguments << QStringLiteral("-sp");
    arguments << QStringLiteral("-b") << tree;
    runProcessChecked({QStringLiteral("dpkg-source"), arguments, {}, folder});
    return QDir(folder).absoluteFilePath(recipe.name + QLatin1Char('_') + noEpoch + QLatin1String(".dsc"));
}

} // namespace millrace::test
