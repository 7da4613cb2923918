// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fault/samplearchive.h"

#include "tests/support/sourcepackage.h"

namespace millrace::test {

namespace {

QString build(const QTemporaryDir& folder, const QString& name, const QStringList& versions)
{
    SourcePackageRecipe recipe;
    recipe.name = name;
    recipe.version = versions.constFirst();
    const QString upstream = recipe.version.section(QLatin1Char('-'), 0, 0);
    const QMap<QString, QByteArray> files{{QStringLiteral("VERSION"), upstream.toUtf8() + '\n'},
                                          {QStringLiteral("src/main.c"), QByteArray("/* text */\n").repeated(500)}};
    if (recipe.version.contains(QLatin1Char('-'))) {
        recipe.upstream = files;
        recipe.files = {{QStringLiteral("debian/revision"), recipe.version.toUtf8() + '\n'}};
    } else {
        recipe.format = QStringLiteral("3.0 (native)");
        recipe.files = files;
    }
    for (const QString& version : versions)
        recipe.changelog += changelogEntry(name, version);
    return buildSourcePackage(folder.filePath(QStringLiteral("build-") + name), recipe);
}

} // namespace

SampleArchive::SampleArchive()
    : archive(m_folder.filePath(QStringLiteral("archive")))
    , server(archive.folder())
{
    const auto s = [](const char* text) { return QString::fromLatin1(text); };
    const QString alpha = s("alpha");
    const QString first = build(m_folder, alpha, {s("1.0-1")});
    const QString fixed = build(m_folder, alpha, {s("1.0-1+deb12u1"), s("1.0-1")});
    archive.add(first);
    archive.add(first, s("bookworm"));
    archive.add(fixed, s("bookworm"));
    archive.add(build(m_folder, alpha, {s("2.0-1"), s("1.0-1")}));
    const QString beta = build(m_folder, s("beta"), {s("1")});
    archive.add(beta);
    archive.add(beta, s("bookworm"));
    archive.add(build(m_folder, s("beta"), {s("2"), s("1")}));
    archive.add(build(m_folder, s("gamma"), {s("1.0-1")}), s("bookworm"));
    archive.add(build(m_folder, s("gamma"), {s("1.0-2"), s("1.0-1")}));
    archive.publish();
}

QString SampleArchive::poolPath(const QString& fileName)
{
    return QStringLiteral("/pool/main/%1/%2/%3")
        .arg(fileName.left(1), fileName.section(QLatin1Char('_'), 0, 0), fileName);
}

} // namespace millrace::test
