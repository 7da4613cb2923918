// SPDX-License-Identifier: GPL-3.0-or-later
// Format 1.0 with a diff, beside what dpkg-source unpacks or refuses.
#include "core/base/error.h"
#include "tests/core/unpack/oracle.h"
#include "tests/core/unpack/tarwriter.h"
#include "tests/support/sourcepackage.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

const QByteArray changelog = changelogEntry(QStringLiteral("sample"), QStringLiteral("1.0-1"));

/// A hunk that creates @p path with @p text.
QByteArray creates(const QByteArray& path, const QByteArray& text)
{
    QByteArray lines = text;
    lines.chop(1);
    lines.replace("\n", "\n+");
    return "--- t.orig/" + path + "\n+++ t/" + path + "\n@@ -0,0 +1," + QByteArray::number(text.count('\n')) +
           " @@\n+" + lines + '\n';
}

QByteArray debianPart()
{
    return creates("debian/changelog", changelog) + creates("debian/rules", "#!/usr/bin/make -f\nall:\n");
}

QByteArray numbered(int from, int to)
{
    QByteArray text;
    for (int i = from; i <= to; ++i)
        text += "line " + QByteArray::number(i) + '\n';
    return text;
}

/// Changes line 10 of numbered(), the hunk claiming that it is at @p line.
QByteArray changesLineTen(const QByteArray& oldPath, const QByteArray& newPath, int line = 9)
{
    const QByteArray at = QByteArray::number(line);
    return "--- " + oldPath + "\n+++ " + newPath + "\n@@ -" + at + ",3 +" + at +
           ",3 @@\n line 9\n-line 10\n+LINE 10\n line 11\n";
}

} // namespace

class TestUnpackDiff : public QObject
{
    Q_OBJECT

private slots:
    void built();
    void applied_data();
    void applied();
    void refused_data();
    void refused();
    void evidenceOfAFailedPatch();

private:
    QString write(const QByteArray& orig, const QByteArray& diff)
    {
        m_current = m_folder.filePath(QString::number(++m_count));
        return writeDsc(m_current, QStringLiteral("1.0"), QStringLiteral("1.0-1"),
                        {{QStringLiteral("sample_1.0.orig.tar.gz"), compressed(QStringLiteral("gzip"), orig)},
                         {QStringLiteral("sample_1.0-1.diff.gz"), compressed(QStringLiteral("gzip"), diff)}});
    }
    unpack::UnpackResult unpackDsc(const QString& dsc)
    {
        const QString scratch = m_folder.filePath(QStringLiteral("scratch"));
        const auto nothingLeft =
            qScopeGuard([&] { m_leftOvers = QDir(scratch).entryList(QDir::AllEntries | QDir::NoDotAndDotDot); });
        return unpack::unpack(inputFor(dsc, scratch), m_sink, {});
    }

    QTemporaryDir m_folder;
    MemorySink m_sink;
    QString m_current;
    QStringList m_leftOvers;
    int m_count = 0;
};

void TestUnpackDiff::built()
{
    SourcePackageRecipe recipe;
    recipe.format = QStringLiteral("1.0");
    recipe.compression = QStringLiteral("gzip");
    recipe.upstream = {{QStringLiteral("src/main.c"), numbered(1, 50)}, {QStringLiteral("README"), "read me\n"}};
    recipe.files = {{QStringLiteral("src/main.c"), numbered(1, 20) + "between\n" + numbered(21, 50)},
                    {QStringLiteral("debian/patches/01_fix.diff"), "--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n"},
                    {QStringLiteral("debian/source/format"), "1.0\n"}};
    const QString folder = m_folder.filePath(QStringLiteral("built"));
    const QString dsc = buildSourcePackage(folder, recipe);
    const unpack::UnpackResult result = unpackDsc(dsc);
    QCOMPARE(differences(listingOf(result.source, m_sink), unpackedByDpkg(dsc, folder + QLatin1String("/out"))),
             QString());
    QCOMPARE(result.changelog, changelogEntry(recipe.name, recipe.version));
    QCOMPARE(result.sourceFormat, QByteArray("1.0\n"));
    QCOMPARE(result.flags, QStringList());
    QCOMPARE(differences(listingOf(*result.upstream, m_sink),
                         {{"src/main.c", "file " + numbered(1, 50)}, {"README", "file read me\n"}}),
             QString());
    QCOMPARE(m_leftOvers, QStringList());
}

void TestUnpackDiff::applied_data()
{
    QTest::addColumn<QByteArray>("orig");
    QTest::addColumn<QByteArray>("diff");
    const QByteArray text = numbered(1, 20);
    const QByteArray orig = TarWriter().file("t/a", text).file("t/run", text, 0755).file("t/sub/b", text).finished();
    QTest::newRow("modes kept") << orig << changesLineTen("t.orig/run", "t/run") + debianPart();
    QTest::newRow("offset") << orig << changesLineTen("t.orig/a", "t/a", 3) + debianPart();
    QTest::newRow("offset, large") << TarWriter().file("t/a", numbered(30, 900) + text).finished()
                                   << changesLineTen("t.orig/a", "t/a", 1) + debianPart();
    QTest::newRow("no top folder") << TarWriter().file("a", text).file("b", "b").finished()
                                   << changesLineTen("x/a", "y/a") + debianPart();
    QTest::newRow("new folders") << orig << creates("new/deep/file", "x\n") + debianPart();
    QTest::newRow("removed") << orig
                             << "--- t.orig/sub/b\n+++ /dev/null\n@@ -1,20 +0,0 @@\n-" +
                                    QByteArray(text).replace("\n", "\n-").chopped(1) + debianPart();
    QTest::newRow("removed by date")
        << orig
        << "--- t.orig/a\t2020-01-01 00:00:00 +0000\n+++ t/a\t1970-01-01 00:00:00 +0000\n@@ -1,20 "
           "+0,0 @@\n-" +
               QByteArray(text).replace("\n", "\n-").chopped(1) + debianPart();
    QTest::newRow("emptied") << orig
                             << "--- t.orig/a\n+++ t/a\n@@ -1,20 +0,0 @@\n-" +
                                    QByteArray(text).replace("\n", "\n-").chopped(1) + debianPart();
    QTest::newRow("no newline at end")
        << TarWriter().file("t/a", "x").finished()
        << "--- t.orig/a\n+++ t/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n\\ No newline at end of file\n" +
               debianPart();
    QTest::newRow("carriage returns") << TarWriter().file("t/a", "x\r\ny\r\n").finished()
                                      << "--- t.orig/a\n+++ t/a\n@@ -1,2 +1,2 @@\n x\r\n-y\r\n+z\r\n" + debianPart();
    QTest::newRow("twice") << orig
                           << changesLineTen("t.orig/a", "t/a") +
                                  "--- t.orig/a\n+++ t/a\n@@ -1,2 +1,2 @@\n-line 1\n+LINE 1\n line 2\n" + debianPart();
    QTest::newRow("hard link") << TarWriter().file("t/z", text, 0755).hardLink("t/a", "t/z").finished()
                               << changesLineTen("t.orig/a", "t/a") + debianPart();
    QTest::newRow("blanks in a name") << TarWriter().file("t/a b", text).file("t/c", "c").finished()
                                      << changesLineTen("t.orig/a b\t2020", "t/a b\t2020") + debianPart();
    QTest::newRow("raw names") << TarWriter().file("t/d\xe9/\xff", text).file("t/c", "c").finished()
                               << changesLineTen("t.orig/d\xe9/\xff", "t/d\xe9/\xff") + creates("\xfe/x", "x\n") +
                                      debianPart();
    QTest::newRow("old name") << orig << changesLineTen("t/a", "t/a.new") + debianPart();
    QTest::newRow("new name") << orig << changesLineTen("t/a.old", "t/a") + debianPart();
    QTest::newRow("index") << orig << "Index: t/a\n=======\n" + changesLineTen("t.orig/a", "t/a") + debianPart();
    QTest::newRow("git mode")
        << orig
        << "diff --git a/tool b/tool\nnew file mode 100755\nindex 0000000..1111111\n--- /dev/null\n"
           "+++ b/tool\n@@ -0,0 +1 @@\n+x\n" +
               debianPart();
    QTest::newRow("git rename")
        << orig
        << "diff --git a/sub/b b/sub/c\nsimilarity index 100%\nrename from sub/b\nrename to sub/c\n" + debianPart();
    QTest::newRow("upstream backup") << TarWriter().file("t/a", text).file("t/a.dpkg-orig", "keep\n").finished()
                                     << changesLineTen("t.orig/a", "t/a") + debianPart();
    QTest::newRow("debian in orig") << TarWriter().file("t/debian/old", "o").file("t/debian/rules", text).finished()
                                    << changesLineTen("t.orig/debian/rules", "t/debian/rules") +
                                           creates("debian/changelog", changelog);
    QTest::newRow("exists already") << orig << creates("a", "x\n") + debianPart();
    QTest::newRow("below .pc") << orig << creates(".pc/x", "x\n") + debianPart();
    QTest::newRow("slashes") << orig << changesLineTen("t.orig//sub/./b", "t//sub/./b") + debianPart();
    QTest::newRow("comments") << orig
                              << "Only in t: x\n\nwords\n" + changesLineTen("t.orig/a", "t/a") + "words\n" +
                                     debianPart();
}

void TestUnpackDiff::applied()
{
    QFETCH(QByteArray, orig);
    QFETCH(QByteArray, diff);
    const QString dsc = write(orig, diff);
    const Listing expected = unpackedByDpkg(dsc, m_current + QLatin1String("/out"));
    const unpack::UnpackResult result = unpackDsc(dsc);
    QCOMPARE(differences(listingOf(result.source, m_sink), expected), QString());
    QCOMPARE(result.changelog, changelog);
    QCOMPARE(m_leftOvers, QStringList());
}

void TestUnpackDiff::refused_data()
{
    QTest::addColumn<QByteArray>("orig");
    QTest::addColumn<QByteArray>("diff");
    QTest::addColumn<QString>("code");
    const QByteArray text = numbered(1, 20);
    const QByteArray orig =
        TarWriter().file("t/a", text).file("t/sub/b", text).symlink("t/l", "sub").symlink("t/f", "a").finished();
    const QString failed = QStringLiteral("patch.failed");
    const QString malformed = QStringLiteral("patch.malformed");
    const QString symlink = QStringLiteral("patch.symlink");
    const QString insecure = QStringLiteral("patch.insecure");
    QTest::newRow("fuzz") << orig << QByteArray("--- x/a\n+++ y/a\n@@ -9,3 +9,3 @@\n other 9\n-line 10\n+x\n line 11\n")
                          << failed;
    QTest::newRow("reversed") << orig
                              << QByteArray(
                                     "--- x/a\n+++ y/a\n@@ -9,3 +9,3 @@\n line 9\n-LINE 10\n+line 10\n line 11\n")
                              << failed;
    QTest::newRow("missing file") << orig << changesLineTen("x/none", "y/none") << failed;
    QTest::newRow("removes nothing") << orig << QByteArray("--- x/none\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n") << failed;
    QTest::newRow("through a link") << orig << changesLineTen("x/l/b", "y/l/b") << symlink;
    QTest::newRow("a link") << orig << changesLineTen("x/f", "y/f") << symlink;
    QTest::newRow("upwards") << orig << changesLineTen("x/sub/../a", "y/sub/../a") << insecure;
    QTest::newRow("upwards at the end") << orig << changesLineTen("x/sub/..", "y/sub/..") << insecure;
    QTest::newRow("quoted") << orig << changesLineTen("\"x/a\"", "\"y/a\"") << malformed;
    QTest::newRow("no slash") << orig << changesLineTen("a", "a") << malformed;
    QTest::newRow("a folder") << orig << changesLineTen("x/sub", "y/sub") << malformed;
    QTest::newRow("both null") << orig << changesLineTen("/dev/null", "/dev/null") << malformed;
    QTest::newRow("backup name") << orig << changesLineTen("x/a.dpkg-orig", "y/a") << malformed;
    QTest::newRow("no new name") << orig << QByteArray("--- x/a\n@@ -1 +1 @@\n-x\n+y\n") << malformed;
    QTest::newRow("no hunk") << orig << QByteArray("--- x/a\n+++ y/a\n") << malformed;
    QTest::newRow("short hunk") << orig << QByteArray("--- x/a\n+++ y/a\n@@ -1,9 +1,9 @@\n line 1\n") << malformed;
    QTest::newRow("bad hunk") << orig << QByteArray("--- x/a\n+++ y/a\n@@ -1,2 +1,2 @@\n line 1\n*line 2\n")
                              << malformed;
    QTest::newRow("only words") << orig << QByteArray("no diff at all\n") << failed;
}

void TestUnpackDiff::refused()
{
    QFETCH(QByteArray, orig);
    QFETCH(QByteArray, diff);
    QFETCH(QString, code);
    const QString dsc = write(orig, diff);
    QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(dsc, m_current + QLatin1String("/out")));
    try {
        unpackDsc(dsc);
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.code(), code);
        QCOMPARE(error.stage(), std::optional(Stage::Unpack));
        QCOMPARE(error.evidence().value(QStringLiteral("file")).toString(), QStringLiteral("sample_1.0-1.diff.gz"));
    }
    QCOMPARE(m_leftOvers, QStringList());
}

void TestUnpackDiff::evidenceOfAFailedPatch()
{
    const QByteArray orig = TarWriter().file("t/a", numbered(1, 20)).finished();
    try {
        unpackDsc(write(orig, "--- x/a\n+++ y/a\n@@ -1,2 +1,2 @@\n-nothing like it\n+x\n line 2\n"));
        QFAIL("accepted");
    } catch (const Error& error) {
        QVERIFY(error.evidence().value(QStringLiteral("output")).toString().contains(QLatin1String("Hunk #1 FAILED")));
        QVERIFY(tracesTo(error, QStringLiteral("sample_1.0-1.diff.gz")));
    }
}

QTEST_GUILESS_MAIN(TestUnpackDiff)
#include "tst_unpack_diff.moc"
