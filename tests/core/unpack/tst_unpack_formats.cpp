// SPDX-License-Identifier: GPL-3.0-or-later
// The source formats without a diff, beside what dpkg-source unpacks, and what else unpacking tells. The corner cases
// of layout, names and modes are in tests/core/unpack/corner.
#include "core/base/error.h"
#include "tests/core/unpack/oracle.h"
#include "tests/core/unpack/tarwriter.h"
#include "tests/support/sourcepackage.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

const QByteArray changelog = changelogEntry(QStringLiteral("sample"), QStringLiteral("1.0-1"));

/// A debian.tar with what every package has.
TarWriter debianTar()
{
    TarWriter tar;
    tar.folder("debian/").file("debian/changelog", changelog).file("debian/rules", "#!/usr/bin/make -f\n");
    tar.folder("debian/source/").file("debian/source/format", "3.0 (quilt)\n");
    return tar;
}

} // namespace

class TestUnpackFormats : public QObject
{
    Q_OBJECT

private slots:
    void builtPackages_data();
    void builtPackages();
    void upstreamIsTheOrigAlone();
    void changelogBehindLinks();

private:
    unpack::UnpackResult unpackDsc(const QString& dsc)
    {
        m_input = inputFor(dsc, m_folder.filePath(QStringLiteral("scratch")));
        return unpack::unpack(m_input, m_sink, {});
    }
    QString freshFolder() { return m_folder.filePath(QString::number(++m_count)); }

    QTemporaryDir m_folder;
    MemorySink m_sink;
    unpack::UnpackInput m_input;
    int m_count = 0;
};

void TestUnpackFormats::builtPackages_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("version");
    QTest::addColumn<QString>("compression");
    for (const char* compression : {"gzip", "bzip2", "xz"}) {
        QTest::addRow("native %s", compression)
            << QStringLiteral("3.0 (native)") << QStringLiteral("1:2.0") << QString::fromLatin1(compression);
        if (qstrcmp(compression, "bzip2") != 0)
            QTest::addRow("quilt %s", compression)
                << QStringLiteral("3.0 (quilt)") << QStringLiteral("1:2.0~rc1-1") << QString::fromLatin1(compression);
    }
    QTest::newRow("1.0 native") << QStringLiteral("1.0") << QStringLiteral("2.0") << QStringLiteral("gzip");
}

void TestUnpackFormats::builtPackages()
{
    QFETCH(QString, format);
    QFETCH(QString, version);
    QFETCH(QString, compression);
    SourcePackageRecipe recipe;
    recipe.version = version;
    recipe.format = format;
    recipe.compression = compression;
    const QMap<QString, QByteArray> content{{QStringLiteral("src/deep/er/main.c"), "int main;\n"},
                                            {QStringLiteral("configure"), "#!/bin/sh\n"},
                                            {QStringLiteral("empty"), {}},
                                            {QStringLiteral("big"), QByteArray(300'000, 'b')}};
    if (format == QLatin1String("3.0 (quilt)")) {
        recipe.upstream = content;
        recipe.components[QStringLiteral("extra-lib")] = {{QStringLiteral("lib.c"), "int lib;\n"},
                                                          {QStringLiteral("sub/x"), "x"}};
        recipe.files[QStringLiteral("debian/patches/series")] = "";
    } else {
        recipe.files = content;
        recipe.executables = QStringList{QStringLiteral("configure")};
        recipe.symlinks = {{QStringLiteral("link"), QStringLiteral("src/deep")},
                           {QStringLiteral("dangling"), QStringLiteral("no/where")}};
    }
    const QString folder = freshFolder();
    const QString dsc = buildSourcePackage(folder, recipe);
    const unpack::UnpackResult result = unpackDsc(dsc);
    QCOMPARE(differences(listingOf(result.source, m_sink), unpackedByDpkg(dsc, folder + QLatin1String("/out"))),
             QString());
    QCOMPARE(result.changelog, changelogEntry(recipe.name, recipe.version));
    QCOMPARE(result.sourceFormat, format == QLatin1String("1.0") ? QByteArray() : format.toUtf8() + '\n');
    QCOMPARE(result.flags, QStringList());
    QCOMPARE(result.upstream.has_value(), format == QLatin1String("3.0 (quilt)"));
    QCOMPARE(result.upstreamTarballs.size(), format == QLatin1String("3.0 (quilt)") ? 2 : 0);
}

void TestUnpackFormats::upstreamIsTheOrigAlone()
{
    const QByteArray orig = TarWriter().file("t/a", "a").file("t/debian/u", "u").file("t/./.pc/x", "x").finished();
    const QByteArray extra = TarWriter().file("e/lib", "l").finished();
    const QString dsc =
        writeDsc(freshFolder(), QStringLiteral("3.0 (quilt)"), QStringLiteral("3:1.0-1"),
                 {{QStringLiteral("sample_1.0.orig.tar.gz"), compressed(QStringLiteral("gzip"), orig)},
                  {QStringLiteral("sample_1.0.orig-extra.tar.gz"), compressed(QStringLiteral("gzip"), extra)},
                  {QStringLiteral("sample_1.0-1.debian.tar.gz"),
                   compressed(QStringLiteral("gzip"), debianTar().file("a", "patched").finished())}});
    const unpack::UnpackResult result = unpackDsc(dsc);
    QCOMPARE(differences(listingOf(*result.upstream, m_sink),
                         {{"a", "file a"}, {"debian/u", "file u"}, {"extra/lib", "file l"}}),
             QString());
    QCOMPARE(result.upstreamTarballs.size(), 2);
    QCOMPARE(result.upstreamTarballs[0].component, QString());
    QCOMPARE(result.upstreamTarballs[1].component, QStringLiteral("extra"));
    QCOMPARE(result.upstreamTarballs[1].name, QStringLiteral("sample_1.0.orig-extra.tar.gz"));
    QCOMPARE(result.upstreamTarballs[1].sha256.size(), 64);

    // A .dsc with MD5 alone gives the same identity.
    for (unpack::InputFile& file : m_input.files)
        file.file.sha256.clear();
    const unpack::UnpackResult weak = unpack::unpack(m_input, m_sink, {});
    QCOMPARE(weak.upstreamTarballs[0].sha256, result.upstreamTarballs[0].sha256);
}

void TestUnpackFormats::changelogBehindLinks()
{
    const QByteArray orig =
        TarWriter().file("t/docs/ChangeLog", changelog).hardLink("t/hard", "t/docs/ChangeLog").finished();
    for (const char* target : {"../docs/ChangeLog", "../hard"}) {
        const QByteArray debian = TarWriter().file("debian/rules", "r").symlink("debian/changelog", target).finished();
        const unpack::UnpackResult result = unpackDsc(
            writeDsc(freshFolder(), QStringLiteral("3.0 (quilt)"), QStringLiteral("1.0-1"),
                     {{QStringLiteral("sample_1.0.orig.tar.gz"), compressed(QStringLiteral("gzip"), orig)},
                      {QStringLiteral("sample_1.0-1.debian.tar.gz"), compressed(QStringLiteral("gzip"), debian)}}));
        QCOMPARE(result.changelog, changelog);
    }
}

QTEST_GUILESS_MAIN(TestUnpackFormats)
#include "tst_unpack_formats.moc"
