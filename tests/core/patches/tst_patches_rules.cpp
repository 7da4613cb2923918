// SPDX-License-Identifier: GPL-3.0-or-later
// importer.md c19 – c28: the patched tree is dpkg-source's, and what dpkg-source refuses is refused with a reason.
#include "core/base/process.h"
#include "core/patches/patchlist.h"
#include "tests/core/git/gitoracle.h"
#include "tests/core/patches/patchedpackage.h"

#include <QDir>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

const QByteArray numbers = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
const QByteArray fourToFour = "--- a/f\n+++ b/f\n@@ -2,5 +2,5 @@\n 2\n 3\n-4\n+four\n 5\n 6\n";

} // namespace

class TestPatchesRules : public QObject
{
    Q_OBJECT

private slots:
    void c19_seriesText();
    void c19_series();
    void c20_optionIsIgnored();
    void c21_fuzzIsRefused();
    void c21_offsetIsTaken();
    void c22_missing();
    void c22_insecure_data();
    void c22_insecure();
    void c23_seriesOfTheVendor();
    void c23_seriesBesideAPlainOne();
    void c25_gitStyle_data();
    void c25_gitStyle();
    void c26_carriageReturns();
    void c27_symlink_data();
    void c27_symlink();
    void c28_createAndDelete();
    void c28_fileBecomesFolder();
    void patchOfAPatch();
    void compressedPatch();
    void rejectedInTheSecondFile();

private:
    QString folder() { return m_folder.filePath(QString::number(++m_count)); }
    /// Both applied; returns ours after comparing.
    patches::AppliedTree sameAsDpkg(const PatchedPackage& package, const QString& vendor = s("debian"));
    /// Both refused; returns our reason.
    Error refused(const PatchedPackage& package, const QString& vendor = s("debian"));

    QTemporaryDir m_folder;
    int m_count = 0;
};

patches::AppliedTree TestPatchesRules::sameAsDpkg(const PatchedPackage& package, const QString& vendor)
{
    const QString here = folder();
    const QString dsc = writePackage(here, package);
    const DpkgResult theirs = appliedByDpkg(dsc, here + s("/dpkg"), vendor);
    if (!theirs.applied)
        throw Error(s("internal.test"), QString::fromUtf8(theirs.words));
    AppliedImport import(here, dsc);
    const patches::AppliedTree ours = import.apply(vendor);
    const QString wrong = differences(import.listing(ours.tree), theirs.listing);
    if (!wrong.isEmpty())
        throw Error(s("internal.test"), wrong);
    if (!import.leftovers().isEmpty())
        throw Error(s("internal.test"), s("left behind: ") + import.leftovers().join(QLatin1Char(' ')));
    const GitAnswer fsck = askGit(import.repository(), {s("fsck"), s("--strict")});
    if (fsck.exitCode != 0)
        throw Error(s("internal.test"), QString::fromUtf8(fsck.errorOutput));
    return ours;
}

Error TestPatchesRules::refused(const PatchedPackage& package, const QString& vendor)
{
    const QString here = folder();
    const QString dsc = writePackage(here, package);
    if (appliedByDpkg(dsc, here + s("/dpkg"), vendor).applied)
        return Error(s("none"), s("dpkg-source applies it"));
    AppliedImport import(here, dsc);
    const Error error = import.failure(vendor);
    if (!import.leftovers().isEmpty())
        return Error(s("none"), s("left behind: ") + import.leftovers().join(QLatin1Char(' ')));
    return error;
}

void TestPatchesRules::c19_seriesText()
{
    bool options = false;
    const QList<QByteArray> names = patches::parseSeries("# first\n\n  a.patch  \r\nb.patch # why\nc.patch -p1\f\n"
                                                         "d#e.patch\n\t#x\n0\nsub/f.patch\t-p1 # x\n#\n last",
                                                         &options);
    QCOMPARE(names, (QList<QByteArray>{"a.patch", "b.patch", "c.patch", "d#e.patch", "sub/f.patch", "last"}));
    QVERIFY(!options);
    patches::parseSeries("a.patch -p0\n", &options);
    QVERIFY(options);
}

void TestPatchesRules::c19_series()
{
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}};
    package.debian = {{s("patches/series"), "# comment\n\n one.patch # now\n\f\nsub/two.patch -p1\r\n#three.patch\n"},
                      {s("patches/one.patch"), fourToFour},
                      {s("patches/sub/two.patch"), "--- a/f\n+++ b/f\n@@ -4,3 +4,4 @@\n four\n 5\n 6\n+six\n"}};
    // A hunk with a short context at its end is only taken at the end of a file.
    package.debian[s("patches/sub/two.patch")] = "--- a/f\n+++ b/f\n@@ -8,2 +8,3 @@\n 8\n 9\n+ten\n";
    const patches::AppliedTree applied = sameAsDpkg(package);
    QCOMPARE(applied.patches, (QStringList{s("one.patch"), s("sub/two.patch")}));
    QCOMPARE(applied.flags, QStringList());
}

void TestPatchesRules::c20_optionIsIgnored()
{
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}, {s("d/f"), numbers}};
    package.debian = {{s("patches/series"), "one.patch -p0\n"}, {s("patches/one.patch"), fourToFour}};
    QCOMPARE(sameAsDpkg(package).flags, QStringList{s("series.options")});
    package.debian[s("patches/one.patch")] = QByteArray(fourToFour).replace("a/f", "f").replace("b/f", "f");
    const Error error = refused(package);
    QVERIFY2(error.code().startsWith(s("patch.")), error.what());
    QCOMPARE(error.evidence().value(s("patch")).toString(), s("one.patch"));
}

void TestPatchesRules::c21_fuzzIsRefused()
{
    PatchedPackage package;
    package.upstream = {{s("f"), QByteArray(numbers).replace("2\n", "other\n")}};
    package.setPatch(fourToFour);
    const Error error = refused(package);
    QCOMPARE(error.code(), s("patch.fuzz"));
    QCOMPARE(error.evidence().value(s("patch")).toString(), s("one.patch"));
    QCOMPARE(error.evidence().value(s("file")).toString(), s("f"));
    QVERIFY(error.evidence().value(s("hunk")).toString().startsWith(s("#1 FAILED at 2")));
    QVERIFY(error.evidence().value(s("output")).toString().contains(s("1 out of 1 hunk FAILED")));
}

void TestPatchesRules::c21_offsetIsTaken()
{
    PatchedPackage package;
    package.upstream = {{s("f"), QByteArray(5000, '\n') + numbers}};
    package.setPatch(fourToFour);
    QCOMPARE(sameAsDpkg(package).flags, QStringList{s("patch.offset")});
}

void TestPatchesRules::c22_missing()
{
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}};
    package.debian = {{s("patches/series"), "gone.patch\n"}};
    const Error error = refused(package);
    QCOMPARE(error.code(), s("patch.missing"));
    QCOMPARE(error.evidence().value(s("patch")).toString(), s("gone.patch"));
}

void TestPatchesRules::c22_insecure_data()
{
    QTest::addColumn<QByteArray>("series");
    QTest::addColumn<QByteArray>("patch");
    QTest::newRow("series") << QByteArray("../one.patch\n") << fourToFour;
    QTest::newRow("series, inside") << QByteArray("x/../one.patch\n") << fourToFour;
    QTest::newRow("patch") << QByteArray("one.patch\n")
                           << QByteArray(fourToFour).replace("b/f", "b/../../f").replace("a/f", "a/../../f");
    QTest::newRow("patch, inside") << QByteArray("one.patch\n") << QByteArray(fourToFour).replace("b/f", "b/x/../f");
    QTest::newRow("new file") << QByteArray("one.patch\n")
                              << QByteArray("--- /dev/null\n+++ b/../evil\n@@ -0,0 +1 @@\n+x\n");
}

void TestPatchesRules::c22_insecure()
{
    QFETCH(QByteArray, series);
    QFETCH(QByteArray, patch);
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}, {s("x/y"), "y\n"}};
    package.debian = {{s("one.patch"), patch}, {s("patches/one.patch"), patch}, {s("patches/series"), series}};
    const Error error = refused(package);
    QVERIFY2(error.code() == s("patch.insecure"), error.what());
}

void TestPatchesRules::c23_seriesOfTheVendor()
{
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}};
    package.debian = {{s("patches/debian.patch"), fourToFour},
                      {s("patches/ubuntu.patch"), QByteArray(fourToFour).replace("four", "vier")},
                      {s("patches/ubuntu.series"), "ubuntu.patch\n"},
                      {s("patches/debian.series"), "debian.patch\n"}};
    const patches::AppliedTree ubuntu = sameAsDpkg(package, s("ubuntu"));
    QCOMPARE(ubuntu.patches, QStringList{s("ubuntu.patch")});
    QCOMPARE(ubuntu.flags, QStringList{s("series.vendor")});
    QCOMPARE(ubuntu.series, s("ubuntu.series"));
    const patches::AppliedTree debian = sameAsDpkg(package, s("debian"));
    QCOMPARE(debian.patches, QStringList{s("debian.patch")});
    QVERIFY(debian.tree != ubuntu.tree);
    // A link named series is quilt's; dpkg-source replaces it.
    package.debianLinks = {{s("patches/series"), s("ubuntu.series")}};
    sameAsDpkg(package, s("debian"));
    package.debian.remove(s("patches/debian.series"));
    QCOMPARE(sameAsDpkg(package, s("debian")).patches, QStringList{s("ubuntu.patch")});
}

void TestPatchesRules::c23_seriesBesideAPlainOne()
{
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}};
    package.setPatch(fourToFour);
    package.debian.insert(s("patches/ubuntu.series"), "# none\n");
    QCOMPARE(sameAsDpkg(package, s("debian")).patches, QStringList{s("one.patch")});
    const QString here = folder();
    AppliedImport import(here, writePackage(here, package));
    const patches::AppliedTree ubuntu = import.apply(s("ubuntu"));
    QCOMPARE(ubuntu.patches, QStringList());
    QCOMPARE(ubuntu.tree, import.unapplied());
}

void TestPatchesRules::c25_gitStyle_data()
{
    QTest::addColumn<QByteArray>("patch");
    QTest::newRow("new mode") << QByteArray("diff --git a/f b/f\nold mode 100644\nnew mode 100755\n"
                                            "--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-1\n+one\n 2\n");
    QTest::newRow("mode only") << QByteArray("diff --git a/f b/f\nold mode 100644\nnew mode 100755\n");
    QTest::newRow("rename only") << QByteArray(
        "diff --git a/f b/d/g\nsimilarity index 100%\nrename from f\nrename to d/g\n");
    QTest::newRow("rename, quoted") << QByteArray("diff --git \"a/na\\303\\257ve\" \"b/no\\303\\253l\"\n"
                                                  "similarity index 100%\nrename from \"na\\303\\257ve\"\n"
                                                  "rename to \"no\\303\\253l\"\n");
    QTest::newRow("copy") << QByteArray("diff --git a/f b/g\nsimilarity index 80%\ncopy from f\ncopy to g\n"
                                        "--- a/f\n+++ b/g\n@@ -1,2 +1,2 @@\n-1\n+one\n 2\n");
    QTest::newRow("rename and change") << QByteArray(
        "diff --git a/f b/g\nsimilarity index 80%\nrename from f\nrename to g\n"
        "--- a/f\n+++ b/g\n@@ -1,2 +1,2 @@\n-1\n+one\n 2\n");
    QTest::newRow("new executable") << QByteArray("diff --git a/n/x b/n/x\nnew file mode 100755\n"
                                                  "--- /dev/null\n+++ b/n/x\n@@ -0,0 +1 @@\n+#!/bin/sh\n");
    QTest::newRow("new unreadable") << QByteArray("diff --git a/n/x b/n/x\nnew file mode 100200\n"
                                                  "--- /dev/null\n+++ b/n/x\n@@ -0,0 +1 @@\n+x\n");
    QTest::newRow("new empty file") << QByteArray("diff --git a/n b/n\nnew file mode 100644\nindex 000..e69\n");
    QTest::newRow("deleted") << QByteArray(
        "diff --git a/d/one b/d/one\ndeleted file mode 100644\n--- a/d/one\n+++ /dev/null\n@@ -1 +0,0 @@\n-one\n");
    QTest::newRow("new link") << QByteArray("diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n"
                                            "@@ -0,0 +1 @@\n+d/one\n\\ No newline at end of file\n");
}

void TestPatchesRules::c25_gitStyle()
{
    QFETCH(QByteArray, patch);
    PatchedPackage package;
    package.upstream = {{s("f"), "1\n2\n3\n4\n5\n6\n7\n8\n"}, {s("d/one"), "one\n"}, {s("na\xc3\xafve"), "n\n"}};
    package.setPatch(patch);
    const QString here = folder();
    const QString dsc = writePackage(here, package);
    if (QByteArrayView(QTest::currentDataTag()) == "new unreadable") {
        // Not even dpkg-source's caller may read the result; the tree has it as a plain file.
        AppliedImport import(here, dsc);
        QCOMPARE(import.listing(import.apply().tree).at("n/x"), QByteArray("file x\n"));
        return;
    }
    sameAsDpkg(package);
}

void TestPatchesRules::c26_carriageReturns()
{
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}, {s("dos"), QByteArray(numbers).replace("\n", "\r\n")}};
    package.setPatch(QByteArray(fourToFour).replace("\n", "\r\n"));
    sameAsDpkg(package);
    package.setPatch(QByteArray(fourToFour).replace("\n", "\r\n").replace("a/f", "a/dos").replace("b/f", "b/dos"));
    const QString here = folder();
    const QString dsc = writePackage(here, package);
    const DpkgResult theirs = appliedByDpkg(dsc, here + s("/dpkg"));
    AppliedImport import(here, dsc);
    if (theirs.applied)
        QCOMPARE(differences(import.listing(import.apply().tree), theirs.listing), QString());
    else
        QVERIFY(import.failure().code() != s("none"));
}

void TestPatchesRules::c27_symlink_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QByteArray>("file");
    QTest::newRow("out of the tree") << s("../../../outside") << QByteArray("link/f");
    QTest::newRow("absolute") << s("/tmp") << QByteArray("link/f");
    QTest::newRow("inside the tree") << s("d") << QByteArray("link/f");
    QTest::newRow("the file itself") << s("d/f") << QByteArray("link");
}

void TestPatchesRules::c27_symlink()
{
    QFETCH(QString, target);
    QFETCH(QByteArray, file);
    PatchedPackage package;
    package.upstream = {{s("d/f"), numbers}};
    package.links = {{s("link"), target}};
    package.setPatch(QByteArray(fourToFour).replace("a/f", "a/" + file).replace("b/f", "b/" + file));
    const Error error = refused(package);
    QVERIFY2(error.code() == s("patch.symlink"), error.what());
    QCOMPARE(error.evidence().value(s("patch")).toString(), s("one.patch"));
}

void TestPatchesRules::c28_createAndDelete()
{
    PatchedPackage package;
    package.upstream = {
        {s("gone"), "x\n"}, {s("emptied"), "x\n"}, {s("d/only"), "x\n"}, {s("zero"), ""}, {s("k"), "k"}};
    package.setPatch("--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
                     "--- a/emptied\n+++ b/emptied\n@@ -1 +0,0 @@\n-x\n"
                     "--- a/d/only\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
                     "--- /dev/null\n+++ b/new/deep/file with blank\t2020-01-01\n@@ -0,0 +1 @@\n+new\n"
                     "--- a/k\n+++ b/k\n@@ -1 +1 @@\n-k\n\\ No newline at end of file\n+kk\n"
                     "--- a/zero\n+++ b/zero\n@@ -0,0 +1 @@\n+no more\n");
    const patches::AppliedTree applied = sameAsDpkg(package);
    QCOMPARE(applied.patches.size(), 1);
}

void TestPatchesRules::c28_fileBecomesFolder()
{
    PatchedPackage package;
    package.upstream = {{s("x"), "x\n"}, {s("y/z"), "z\n"}};
    package.debian = {{s("patches/series"), "1\n2\n"},
                      {s("patches/1"), "--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
                                       "--- a/y/z\n+++ /dev/null\n@@ -1 +0,0 @@\n-z\n"},
                      {s("patches/2"), "--- /dev/null\n+++ b/x/inner\n@@ -0,0 +1 @@\n+i\n"
                                       "--- /dev/null\n+++ b/y\n@@ -0,0 +1 @@\n+y\n"}};
    sameAsDpkg(package);
    package.debian[s("patches/1")] = "";
    const Error error = refused(package);
    QVERIFY2(error.code().startsWith(s("patch.")), error.what());
}

void TestPatchesRules::patchOfAPatch()
{
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}};
    package.debian = {{s("patches/series"), "one\ntwo\n"},
                      {s("patches/one"), "--- a/debian/patches/two\n+++ b/debian/patches/two\n@@ -3,7 +3,7 @@\n"
                                         " @@ -2,5 +2,5 @@\n  2\n  3\n--4\n+-4 \n +four\n  5\n  6\n"},
                      {s("patches/two"), fourToFour}};
    package.upstream[s("f")] = QByteArray(numbers).replace("4\n", "4 \n");
    sameAsDpkg(package);
}

void TestPatchesRules::compressedPatch()
{
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}};
    package.debian = {{s("patches/series"), "one.diff.gz\n"},
                      {s("patches/one.diff.gz"), compressed(s("gzip"), fourToFour)}};
    sameAsDpkg(package);
}

void TestPatchesRules::rejectedInTheSecondFile()
{
    PatchedPackage package;
    package.upstream = {{s("f"), numbers}, {s("g"), "nothing of this\n"}};
    package.debian = {{s("patches/series"), "first\nsecond\n"},
                      {s("patches/first"), fourToFour},
                      {s("patches/second"), QByteArray(fourToFour).replace("4", "four").replace("+four", "+5") +
                                                QByteArray(fourToFour).replace("a/f", "a/g").replace("b/f", "b/g")}};
    const Error error = refused(package);
    QVERIFY2(error.code() == s("patch.rejected"), error.what());
    QCOMPARE(error.evidence().value(s("patch")).toString(), s("second"));
    QCOMPARE(error.evidence().value(s("file")).toString(), s("g"));
}

QTEST_GUILESS_MAIN(TestPatchesRules)
#include "tst_patches_rules.moc"
