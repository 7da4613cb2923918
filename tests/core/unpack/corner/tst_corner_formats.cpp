// SPDX-License-Identifier: GPL-3.0-or-later
// Corner cases c1 to c7: which files make a source package of which format.
#include "tests/core/unpack/corner/cornercase.h"
#include "tests/support/sourcepackage.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

/// What a 1.0 diff adds to a package: changelog and rules.
QByteArray debianDiff(const char* version)
{
    const QByteArray changelog = cornerChangelog(version);
    QByteArray added = changelog.chopped(1);
    added.replace("\n", "\n+");
    return "--- t.orig/debian/changelog\n+++ t/debian/changelog\n@@ -0,0 +1," +
           QByteArray::number(changelog.count('\n')) + " @@\n+" + added +
           "\n--- t.orig/debian/rules\n+++ t/debian/rules\n@@ -0,0 +1 @@\n+#!/usr/bin/make -f\n";
}

QByteArray numbered(int lines)
{
    QByteArray text;
    for (int i = 1; i <= lines; ++i)
        text += "line " + QByteArray::number(i) + '\n';
    return text;
}

QByteArray changesLineTen(const QByteArray& before, int at = 9)
{
    const QByteArray line = QByteArray::number(at);
    return "--- t.orig/a\n+++ t/a\n@@ -" + line + ",3 +" + line + ",3 @@\n " + before +
           "\n-line 10\n+LINE 10\n line 11\n";
}

TarWriter nativeTar(const char* version)
{
    return TarWriter()
        .file("t/a", "a")
        .file("t/debian/changelog", cornerChangelog(version))
        .file("t/debian/rules", "r");
}

} // namespace

class TestCornerFormats : public QObject
{
    Q_OBJECT

private slots:
    void c1_nativeVersionWithHyphen();
    void c2_diffWithoutFuzz_data();
    void c2_diffWithoutFuzz();
    void c2_onlyGzip_data();
    void c2_onlyGzip();
    void c3_origWithoutDiff();
    void c4_nonNativeWithoutRevision();
    void c5_topDirectory_data();
    void c5_topDirectory();
    void c6_formatTwoIsUnappliedToo();
    void c6_formatTwoTakesTheFilesOfQuilt();
    void c7_native_data();
    void c7_native();
    void c7_nativeHasOneFile_data();
    void c7_nativeHasOneFile();

private:
    QString freshFolder() { return m_folder.filePath(QString::number(++m_count)); }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerFormats::c1_nativeVersionWithHyphen()
{
    const CornerCase upload(writeDsc(freshFolder(), s("1.0"), s("1.0-1"),
                                     {{s("sample_1.0-1.tar.gz"), gzipped(nativeTar("1.0-1").finished())}}));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList{s("native.revision")});
    QVERIFY(!upload.hasUpstream());
}

void TestCornerFormats::c2_diffWithoutFuzz_data()
{
    QTest::addColumn<QByteArray>("diff");
    QTest::addColumn<bool>("applies");
    QTest::newRow("exact") << changesLineTen("line 9") << true;
    QTest::newRow("offset") << changesLineTen("line 9", 2) << true;
    QTest::newRow("fuzz") << changesLineTen("LINE 9") << false;
    QTest::newRow("words about a binary file") << QByteArray("Binary files t.orig/b and t/b differ\n") << true;
    QTest::newRow("words about a deleted file") << QByteArray("Only in t.orig: b\n") << true;
}

void TestCornerFormats::c2_diffWithoutFuzz()
{
    QFETCH(QByteArray, diff);
    QFETCH(bool, applies);
    const QByteArray orig = TarWriter().file("t/a", numbered(20)).file("t/b", "b\0b").finished();
    const QString folder = freshFolder();
    const QString dsc = writeDsc(folder, s("1.0"), s("1.0-1"),
                                 {{s("sample_1.0.orig.tar.gz"), gzipped(orig)},
                                  {s("sample_1.0-1.diff.gz"), gzipped(diff + debianDiff("1.0-1"))}});
    const CornerCase upload(dsc);
    if (!applies) {
        QCOMPARE(upload.failure(), s("patch.failed"));
        QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(dsc, folder + s("/out")));
        return;
    }
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
    QVERIFY(upload.tree().at("debian/rules").startsWith("exec "));
    QVERIFY(upload.tree().contains("b"));
}

void TestCornerFormats::c2_onlyGzip_data()
{
    QTest::addColumn<QString>("orig");
    QTest::addColumn<QString>("diff");
    QTest::newRow("orig") << s("sample_1.0.orig.tar.xz") << s("sample_1.0-1.diff.gz");
    QTest::newRow("diff") << s("sample_1.0.orig.tar.gz") << s("sample_1.0-1.diff.xz");
}

void TestCornerFormats::c2_onlyGzip()
{
    QFETCH(QString, orig);
    QFETCH(QString, diff);
    const QString folder = freshFolder();
    const QString dsc = writeDsc(folder, s("1.0"), s("1.0-1"), {{orig, "x"}, {diff, "x"}});
    QCOMPARE(CornerCase(dsc).failure(), s("dsc.files"));
    QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(dsc, folder + s("/out")));
}

void TestCornerFormats::c3_origWithoutDiff()
{
    const CornerCase upload(writeDsc(freshFolder(), s("1.0"), s("1.0-1"),
                                     {{s("sample_1.0.orig.tar.gz"), gzipped(nativeTar("1.0-1").finished())}}));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList{s("orig.native")});
    QVERIFY(upload.hasUpstream());
}

void TestCornerFormats::c4_nonNativeWithoutRevision()
{
    const CornerCase upload(
        writeDsc(freshFolder(), s("1.0"), s("0.5"),
                 {{s("sample_0.5.orig.tar.gz"), gzipped(TarWriter().file("t/a", numbered(20)).finished())},
                  {s("sample_0.5.diff.gz"), gzipped(changesLineTen("line 9") + debianDiff("0.5"))}}));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList{s("version.norevision")});
    // The version is the upstream version.
    QVERIFY(!upload.history().commit(s("refs/tags/debian/0.5")).isEmpty());
    QVERIFY(!upload.history().commit(s("refs/tags/upstream/0.5")).isEmpty());
    QCOMPARE(listingOfRef(upload.history(), s("upstream/0.5")), (Listing{{"a", "file " + numbered(20)}}));
}

void TestCornerFormats::c5_topDirectory_data()
{
    QTest::addColumn<QByteArray>("orig");
    const auto row = [](const char* name, const TarWriter& tar) { QTest::newRow(name) << tar.finished(); };
    row("other top name", TarWriter().folder("x/").file("x/y/z", "z"));
    row("top never listed", TarWriter().file("x/y", "y"));
    row("no top folder", TarWriter().file("a", "a").file("b/c", "c"));
    row("dot slash", TarWriter().folder("./").file("./a", "a").file("./b", "b"));
    row("dot slash top", TarWriter().folder("./").folder("./t/").file("./t/b", "b"));
    row("one file", TarWriter().file("only", "a"));
    row("one symlink", TarWriter().symlink("only", "a"));
    row("two folders", TarWriter().file("x/a", "a").file("y/b", "b"));
    row("a folder in the top folder", TarWriter().file("x/y/a", "a"));
    row("empty folders only", TarWriter().folder("t/").folder("t/e/").folder("t/f/g/"));
    QTest::newRow("empty") << QByteArray(10240, '\0');
}

void TestCornerFormats::c5_topDirectory()
{
    QFETCH(QByteArray, orig);
    const CornerCase upload(quiltDsc(freshFolder(), orig, debianTar().finished()));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
}

void TestCornerFormats::c6_formatTwoIsUnappliedToo()
{
    const QByteArray patch = "--- a/src/main.c\n+++ b/src/main.c\n@@ -1 +1 @@\n-int main;\n+int patched;\n";
    SourcePackageRecipe recipe;
    recipe.format = s("2.0");
    recipe.upstream = {{s("src/main.c"), "int main;\n"}};
    recipe.components[s("extra")] = {{s("lib.c"), "int lib;\n"}};
    // dpkg applies what run-parts would run; the unapplied tree has all of them, as files.
    recipe.files = {{s("debian/patches/01-fix_it"), patch}, {s("debian/patches/02.notapplied"), "no patch\n"}};
    const CornerCase upload(buildSourcePackage(freshFolder(), recipe));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
    const Listing tree = upload.tree();
    QCOMPARE(tree.at("src/main.c"), QByteArray("file int main;\n"));
    QCOMPARE(tree.at("debian/patches/01-fix_it"), "file " + patch);
    QCOMPARE(tree.at("debian/source/format"), QByteArray("file 2.0\n"));
    QVERIFY(upload.hasUpstream());
}

void TestCornerFormats::c6_formatTwoTakesTheFilesOfQuilt()
{
    const QByteArray orig = TarWriter().file("t/a", "a").file("t/.pc/x", "x").file("t/debian/old", "o").finished();
    const CornerCase upload(writeDsc(
        freshFolder(), s("2.0"), s("1.0-1"),
        {{s("sample_1.0.orig.tar.xz"), compressed(s("xz"), orig)},
         {s("sample_1.0.orig.tar.xz.asc"), "-----BEGIN PGP SIGNATURE-----\n"},
         {s("sample_1.0-1.debian.tar.gz"),
          gzipped(TarWriter().file("debian/changelog", cornerChangelog()).file("debian/rules", "r").finished())}}));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.tree().at("debian/source/format"), QByteArray("file 2.0\n"));
    const QString folder = freshFolder();
    const QString broken = writeDsc(folder, s("2.0"), s("1.0-1"), {{s("sample_1.0.orig.tar.gz"), "x"}});
    QCOMPARE(CornerCase(broken).failure(), s("dsc.files"));
    QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(broken, folder + s("/out")));
}

void TestCornerFormats::c7_native_data()
{
    QTest::addColumn<QString>("compression");
    for (const char* compression : {"gzip", "bzip2", "xz"})
        QTest::newRow(compression) << s(compression);
}

void TestCornerFormats::c7_native()
{
    QFETCH(QString, compression);
    SourcePackageRecipe recipe;
    recipe.format = s("3.0 (native)");
    recipe.version = s("1:2.0");
    recipe.compression = compression;
    recipe.files = {{s("src/deep/er/main.c"), "int main;\n"}, {s("run"), "#!/bin/sh\n"}, {s("empty"), {}}};
    recipe.executables = QStringList{s("run")};
    recipe.symlinks = {{s("link"), s("src/deep")}, {s("dangling"), s("no/where")}};
    const CornerCase upload(buildSourcePackage(freshFolder(), recipe));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
    QVERIFY(!upload.hasUpstream());
}

void TestCornerFormats::c7_nativeHasOneFile_data()
{
    QTest::addColumn<QStringList>("names");
    const QString tarball = s("sample_1.0-1.tar.gz");
    QTest::newRow("none") << QStringList{s("sample_1.0-1.dsc.asc")};
    QTest::newRow("two") << QStringList{tarball, s("sample_1.0-1.tar.xz")};
    QTest::newRow("signature") << QStringList{tarball, s("sample_1.0-1.tar.gz.asc")};
    QTest::newRow("an orig") << QStringList{s("sample_1.0.orig.tar.gz")};
    QTest::newRow("a debian.tar") << QStringList{tarball, s("sample_1.0-1.debian.tar.gz")};
    QTest::newRow("without revision") << QStringList{s("sample_1.0.tar.gz")};
}

void TestCornerFormats::c7_nativeHasOneFile()
{
    QFETCH(QStringList, names);
    QMap<QString, QByteArray> files;
    for (const QString& name : names)
        files[name] = "x";
    const QString folder = freshFolder();
    const QString dsc = writeDsc(folder, s("3.0 (native)"), s("1.0-1"), files);
    QCOMPARE(CornerCase(dsc).failure(), s("dsc.files"));
    QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(dsc, folder + s("/out")));
}

QTEST_GUILESS_MAIN(TestCornerFormats)
#include "tst_corner_formats.moc"
