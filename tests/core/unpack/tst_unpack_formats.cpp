// SPDX-License-Identifier: GPL-3.0-or-later
// The source formats without a diff, beside what dpkg-source unpacks.
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
    void handMade_data();
    void handMade();
    void upstreamIsTheOrigAlone();
    void zstandard();
    void refusedFiles_data();
    void refusedFiles();
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

void TestUnpackFormats::handMade_data()
{
    QTest::addColumn<QByteArray>("orig");
    QTest::addColumn<QByteArray>("component");
    QTest::addColumn<QByteArray>("debian");
    QTest::addColumn<QStringList>("flags");
    const QByteArray debian = debianTar().finished();
    const QByteArray orig = TarWriter().folder("top/").file("top/a", "a").finished();
    const QStringList none;
    QTest::newRow("other top name") << TarWriter().folder("x/").file("x/y/z", "z").finished() << QByteArray() << debian
                                    << none;
    QTest::newRow("top never listed") << TarWriter().file("x/y", "y").finished() << QByteArray() << debian << none;
    QTest::newRow("no top folder") << TarWriter().file("a", "a").file("b/c", "c").finished() << QByteArray() << debian
                                   << none;
    QTest::newRow("dot slash") << TarWriter().folder("./").file("./a", "a").file("./b", "b").finished() << QByteArray()
                               << debian << none;
    QTest::newRow("dot slash top") << TarWriter().folder("./").folder("./t/").file("./t/b", "b").finished()
                                   << QByteArray() << debian << none;
    QTest::newRow("one file") << TarWriter().file("only", "a").finished() << QByteArray() << debian << none;
    QTest::newRow("one symlink") << TarWriter().symlink("only", "a").finished() << QByteArray() << debian << none;
    QTest::newRow("empty orig") << QByteArray(10240, '\0') << QByteArray() << debian << none;
    QTest::newRow("empty folders") << TarWriter().folder("t/").folder("t/e/").folder("t/f/g/").finished()
                                   << QByteArray() << debian << none;
    QTest::newRow("pc in orig")
        << TarWriter().file("t/.pc/x", "x").file("t/a/.pc/y", "y").file("t/.pcx", "z").finished() << QByteArray()
        << debian << none;
    QTest::newRow("pc without top")
        << TarWriter().file(".pc/x", "x").file("a/.pc/y", "y").file("a/b/.pc", "z").finished() << QByteArray() << debian
        << none;
    QTest::newRow("pc beside the top") << TarWriter().file(".pc/x", "x").file("a/b", "y").finished() << QByteArray()
                                       << debian << none;
    QTest::newRow("pc behind dot slash") << TarWriter().file("./t/.pc/x", "x").file("./t/a", "a").finished()
                                         << QByteArray() << debian << none;
    QTest::newRow("debian in orig") << TarWriter().file("t/debian/old", "x").file("t/a", "a").finished() << QByteArray()
                                    << debian << none;
    QTest::newRow("debian link in orig") << TarWriter().symlink("t/debian", "a").file("t/a/b", "a").finished()
                                         << QByteArray() << debian << none;
    QTest::newRow("debian.tar elsewhere")
        << TarWriter().file("t/a", "a").file("t/sub/b", "b").folder("t/void/").symlink("t/l", "sub").finished()
        << QByteArray()
        << debianTar().file("a", "new", 0755).file("sub/c", "c").file("void", "now a file").file("l/d", "d").finished()
        << none;
    QTest::newRow("component") << orig << TarWriter().file("anything/lib", "l").finished() << debian << none;
    QTest::newRow("component without top")
        << orig << TarWriter().file("lib", "l").file("m/n", "n").finished() << debian << none;
    QTest::newRow("component replaces") << TarWriter().file("t/extra/old", "o").file("t/a", "a").finished()
                                        << TarWriter().file("e/new", "n").finished() << debian
                                        << QStringList{QStringLiteral("component.replaced")};
    QTest::newRow("component in empty folder") << TarWriter().folder("t/extra").file("t/a", "a").finished()
                                               << TarWriter().file("e/new", "n").finished() << debian << none;
    QTest::newRow("modes") << TarWriter()
                                  .file("t/none", "", 0)
                                  .file("t/group", "", 010)
                                  .file("t/other", "", 01)
                                  .file("t/setuid", "", 04644)
                                  .file("t/all", "", 07777)
                                  .finished()
                           << QByteArray() << debian << none;
    QTest::newRow("hard links") << TarWriter()
                                       .file("t/a", "old", 0755)
                                       .hardLink("t/b", "t/a")
                                       .file("t/a", "new")
                                       .symlink("t/s", "a")
                                       .hardLink("t/s2", "t/s")
                                       .finished()
                                << QByteArray() << debian << none;
    QTest::newRow("odd links") << TarWriter()
                                      .symlink("t/abs", "/etc/passwd")
                                      .symlink("t/up", "../../x")
                                      .symlink("t/caf\xe9", "\xff")
                                      .finished()
                               << QByteArray() << debian << none;
    QTest::newRow("format missing")
        << orig << QByteArray() << TarWriter().file("debian/changelog", changelog).file("debian/rules", "r").finished()
        << none;
    QTest::newRow("rules missing") << orig << QByteArray() << TarWriter().file("debian/changelog", changelog).finished()
                                   << QStringList{QStringLiteral("rules.missing")};
    QTest::newRow("rules a link")
        << orig << QByteArray()
        << TarWriter().file("debian/changelog", changelog).file("debian/r", "r").symlink("debian/rules", "r").finished()
        << QStringList{QStringLiteral("rules.link")};
    QTest::newRow("debian a link")
        << TarWriter().file("t/real/changelog", changelog).file("t/real/rules", "r").finished() << QByteArray()
        << TarWriter().symlink("debian", "real").finished() << none;
}

void TestUnpackFormats::handMade()
{
    QFETCH(QByteArray, orig);
    QFETCH(QByteArray, component);
    QFETCH(QByteArray, debian);
    QFETCH(QStringList, flags);
    QMap<QString, QByteArray> files{
        {QStringLiteral("sample_1.0.orig.tar.xz"), compressed(QStringLiteral("xz"), orig)},
        {QStringLiteral("sample_1.0.orig.tar.xz.asc"), "-----BEGIN PGP SIGNATURE-----\n"},
        {QStringLiteral("sample_1.0-1.debian.tar.bz2"), compressed(QStringLiteral("bzip2"), debian)}};
    if (!component.isEmpty())
        files[QStringLiteral("sample_1.0.orig-extra.tar.gz")] = compressed(QStringLiteral("gzip"), component);
    const QString folder = freshFolder();
    const QString dsc = writeDsc(folder, QStringLiteral("3.0 (quilt)"), QStringLiteral("1.0-1"), files);
    const unpack::UnpackResult result = unpackDsc(dsc);
    QCOMPARE(differences(listingOf(result.source, m_sink), unpackedByDpkg(dsc, folder + QLatin1String("/out"))),
             QString());
    QCOMPARE(result.flags, flags);
    QCOMPARE(result.changelog, changelog);
    QCOMPARE(result.sourceFormat, QByteArray("3.0 (quilt)\n"));
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

void TestUnpackFormats::zstandard()
{
    // dpkg 1.21 of Debian cannot unpack these; Ubuntu's archive could hold them.
    for (const char* tool : {"zstd", "lzma"}) {
        const QString extension = QString::fromLatin1(tool).replace(QLatin1String("zstd"), QLatin1String("zst"));
        const QString dsc =
            writeDsc(freshFolder(), QStringLiteral("3.0 (native)"), QStringLiteral("1.0"),
                     {{QStringLiteral("sample_1.0.tar.") + extension,
                       compressed(QString::fromLatin1(tool),
                                  TarWriter().file("t/a", "a").file("t/debian/rules", "r").finished())}});
        const unpack::UnpackResult result = unpackDsc(dsc);
        QCOMPARE(
            differences(listingOf(result.source, m_sink),
                        {{"a", "file a"}, {"debian/rules", "exec r"}, {"debian/source/format", "file 3.0 (native)\n"}}),
            QString());
        QCOMPARE(result.flags, QStringList{QStringLiteral("changelog.missing")});
    }
}

void TestUnpackFormats::refusedFiles_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("code");
    const QString quilt = QStringLiteral("3.0 (quilt)");
    const QString files = QStringLiteral("dsc.files");
    const QString orig = QStringLiteral("sample_1.0.orig.tar.gz");
    const QString debian = QStringLiteral("sample_1.0-1.debian.tar.xz");
    QTest::newRow("two origs") << quilt << QStringList{orig, QStringLiteral("sample_1.0.orig.tar.xz"), debian} << files;
    QTest::newRow("no debian.tar") << quilt << QStringList{orig} << files;
    QTest::newRow("no orig") << quilt << QStringList{debian} << files;
    QTest::newRow("lonely signature") << quilt
                                      << QStringList{orig, debian, QStringLiteral("sample_1.0.orig-x.tar.gz.asc")}
                                      << files;
    QTest::newRow("other signature") << quilt << QStringList{orig, debian, QStringLiteral("sample_1.0.orig.tar.xz.asc")}
                                     << files;
    QTest::newRow("component name") << quilt << QStringList{orig, debian, QStringLiteral("sample_1.0.orig-a_b.tar.gz")}
                                    << files;
    QTest::newRow("unknown file") << quilt << QStringList{orig, debian, QStringLiteral("README")} << files;
    QTest::newRow("orig of another version")
        << quilt << QStringList{QStringLiteral("sample_1.1.orig.tar.gz"), debian} << files;
    QTest::newRow("native with orig") << QStringLiteral("3.0 (native)") << QStringList{orig} << files;
    QTest::newRow("1.0 with xz") << QStringLiteral("1.0") << QStringList{QStringLiteral("sample_1.0.orig.tar.xz")}
                                 << files;
    QTest::newRow("git") << QStringLiteral("3.0 (git)") << QStringList{QStringLiteral("sample_1.0-1.git")}
                         << QStringLiteral("dsc.format");
}

void TestUnpackFormats::refusedFiles()
{
    QFETCH(QString, format);
    QFETCH(QStringList, names);
    QFETCH(QString, code);
    QMap<QString, QByteArray> files;
    for (const QString& name : names)
        files[name] = "x";
    try {
        unpackDsc(writeDsc(freshFolder(), format, QStringLiteral("1.0-1"), files));
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.code(), code);
        QCOMPARE(error.stage(), std::optional(Stage::Unpack));
    }
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
