// SPDX-License-Identifier: GPL-3.0-or-later
// Patches made to do harm: nothing outside the scratch folder is touched, memory and time have limits, and every
// refusal is an Error with the patch's name.
#include "tests/core/patches/patchedpackage.h"

#include <QDir>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QTest>

#include <filesystem>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QByteArray newFile(const QByteArray& name, const QByteArray& mode = "100644")
{
    return "diff --git a/" + name + " b/" + name + "\nnew file mode " + mode + "\n--- /dev/null\n+++ b/" + name +
           "\n@@ -0,0 +1 @@\n+evil\n";
}

} // namespace

class TestPatchesHostile : public QObject
{
    Q_OBJECT

private slots:
    void refused_data();
    void refused();
    void nulInAName();
    void linkMadeByThePatch();
    void linkMadeByAnEarlierPatch();
    void gitFolder();
    void bookkeepingFolder();
    void strangeNames();
    void limits();
    void bomb();
    void manyNames();

private:
    AppliedImport import(const PatchedPackage& package)
    {
        m_here = m_folder.filePath(QString::number(++m_count));
        return AppliedImport(m_here, writePackage(m_here, package));
    }

    QTemporaryDir m_folder;
    QString m_here;
    int m_count = 0;
};

void TestPatchesHostile::refused_data()
{
    QTest::addColumn<QByteArray>("patch");
    QTest::addColumn<QString>("code");
    QTest::newRow("absolute link in a rename")
        << QByteArray("diff --git a/out/hostname b/g\nrename from out/hostname\nrename to g\n") << s("patch.rejected");
    QTest::newRow("ed script") << QByteArray("--- a/f\n+++ b/f\n1c\n!touch owned\n.\nw\n") << s("patch.malformed");
    QTest::newRow("bare ed script") << QByteArray("Index: f\n1c\n!touch owned\n.\nw\n") << s("patch.rejected");
    QTest::newRow("binary") << QByteArray("diff --git a/f b/f\nindex 1..2\nGIT binary patch\nliteral 1\nIcmZPo\n")
                            << s("patch.rejected");
    QTest::newRow("unfinished hunk") << QByteArray("--- a/f\n+++ b/f\n@@ -1,9 +1,9 @@\n f\n") << s("patch.malformed");
    QTest::newRow("huge count") << QByteArray("--- a/f\n+++ b/f\n@@ -1,99999999999999999999 +1 @@\n f\n")
                                << s("patch.malformed");
    QTest::newRow("two huge counts") << QByteArray(
                                            "--- a/f\n+++ b/f\n@@ -1,99999999999999999999 +1,99999999999999999999 @@\n")
                                     << s("patch.malformed");
    QTest::newRow("no hunk") << QByteArray("--- a/f\n+++ b/f\n") << s("patch.malformed");
    QTest::newRow("half a header") << QByteArray("--- a/f\n") << s("patch.malformed");
    QTest::newRow("no file") << QByteArray("--- /dev/null\n+++ /dev/null\n@@ -1 +1 @@\n-a\n+b\n")
                             << s("patch.malformed");
    QTest::newRow("no component to strip") << QByteArray("--- f\n+++ f\n@@ -1 +1 @@\n-f\n+g\n") << s("patch.malformed");
    QTest::newRow("quoted name") << QByteArray("--- \"a/f\"\n+++ \"b/f\"\n@@ -1 +1 @@\n-f\n+g\n")
                                 << s("patch.malformed");
    QTest::newRow("a folder") << QByteArray("--- a/d\n+++ b/d\n@@ -1 +1 @@\n-f\n+g\n") << s("patch.target");
    QTest::newRow("below a file") << QByteArray("--- /dev/null\n+++ b/f/g\n@@ -0,0 +1 @@\n+g\n") << s("patch.target");
    QTest::newRow("name too long") << newFile(QByteArray(300, 'x')) << s("patch.rejected");
    QTest::newRow("dpkg-orig") << QByteArray("--- a/f.dpkg-orig\n+++ b/f.dpkg-orig\n@@ -0,0 +1 @@\n+g\n")
                               << s("patch.malformed");
}

void TestPatchesHostile::refused()
{
    QFETCH(QByteArray, patch);
    QFETCH(QString, code);
    PatchedPackage package;
    package.upstream = {{s("f"), "f\n"}, {s("d/e"), "e\n"}};
    package.links = {{s("out"), s("/etc")}};
    package.setPatch(patch);
    AppliedImport imported = import(package);
    const Error error = imported.failure();
    QVERIFY2(error.code() == code, error.what());
    QCOMPARE(error.evidence().value(s("patch")).toString(), s("one.patch"));
    QCOMPARE(imported.leftovers(), QStringList());
    QVERIFY(!appliedByDpkg(m_here + s("/sample.dsc"), m_here + s("/dpkg")).applied);
}

void TestPatchesHostile::nulInAName()
{
    // dpkg-source and patch read such a name each in its own way.
    PatchedPackage package;
    package.upstream = {{s("f"), "f\n"}};
    package.setPatch(newFile("NUL").replace("NUL", QByteArray("f\0g", 3)));
    QCOMPARE(import(package).failure().code(), s("patch.insecure"));
}

void TestPatchesHostile::linkMadeByThePatch()
{
    QTemporaryDir outside;
    const QByteArray target = outside.path().toUtf8();
    PatchedPackage package;
    package.upstream = {{s("f"), "f\n"}};
    package.setPatch("diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+" + target +
                     "\n\\ No newline at end of file\n" + newFile("l/evil"));
    AppliedImport imported = import(package);
    QVERIFY(imported.failure().code().startsWith(s("patch.")));
    QCOMPARE(QDir(outside.path()).entryList(QDir::Files), QStringList());
}

void TestPatchesHostile::linkMadeByAnEarlierPatch()
{
    QTemporaryDir outside;
    writeFile(outside.filePath(s("f")), "f\n");
    const QByteArray target = outside.path().toUtf8();
    PatchedPackage package;
    package.upstream = {{s("f"), "f\n"}};
    package.debian = {{s("patches/series"), "1\n2\n"},
                      {s("patches/1"), "diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n"
                                       "@@ -0,0 +1 @@\n+" +
                                           target + "\n\\ No newline at end of file\n"},
                      {s("patches/2"), "--- a/l/f\n+++ b/l/f\n@@ -1 +1 @@\n-f\n+evil\n"}};
    AppliedImport imported = import(package);
    const Error error = imported.failure();
    QCOMPARE(error.code(), s("patch.symlink"));
    QCOMPARE(error.evidence().value(s("patch")).toString(), s("2"));
    QVERIFY(listingOfFolder(outside.path()).at("f") == "file f\n");
}

void TestPatchesHostile::gitFolder()
{
    PatchedPackage package;
    package.upstream = {{s("f"), "f\n"}, {s("sub/.GIT/config"), "c\n"}};
    package.setPatch(newFile(".git/hooks/post-checkout", "100755") +
                     "--- a/sub/.GIT/config\n+++ b/sub/.GIT/config\n@@ -1 +1 @@\n-c\n+d\n");
    AppliedImport imported = import(package);
    const Listing ours = imported.listing(imported.apply().tree);
    const DpkgResult theirs = appliedByDpkg(m_here + s("/sample.dsc"), m_here + s("/dpkg"));
    QVERIFY2(theirs.applied, theirs.words);
    const QString wrong = differences(ours, theirs.listing);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void TestPatchesHostile::bookkeepingFolder()
{
    PatchedPackage package;
    package.upstream = {{s("f"), "f\n"}};
    package.setPatch(newFile(".pc/applied-patches") + newFile(".pcx") + newFile("d/.pc/x"));
    AppliedImport imported = import(package);
    const Listing ours = imported.listing(imported.apply().tree);
    QVERIFY(!ours.contains(".pc/applied-patches"));
    QVERIFY(ours.contains(".pcx"));
    QVERIFY(ours.contains("d/.pc/x"));
}

void TestPatchesHostile::strangeNames()
{
    PatchedPackage package;
    package.upstream = {{s("-rf"), "f\n"}, {s("a b"), "f\n"}, {s("v"), "f\n"}};
    const QByteArray latin1 = "d/caf\xe9\tx";
    package.setPatch("--- a/-rf\n+++ b/-rf\n@@ -1 +1 @@\n-f\n+g\n"
                     "--- a/a b\t\n+++ b/a b\t\n@@ -1 +1 @@\n-f\n+g\n"
                     "--- a/v\v2020\n+++ b/v\v2020\n@@ -1 +1 @@\n-f\n+g\n"
                     "--- /dev/null\n+++ b/d/caf\xe9\n@@ -0,0 +1 @@\n+latin\n"
                     "--- /dev/null\n+++ b/$(touch owned)\n@@ -0,0 +1 @@\n+shell\n");
    package.debian[s("patches/-o.patch")] = newFile("dash");
    package.debian[s("patches/series")] = "one.patch\n-o.patch\n";
    AppliedImport imported = import(package);
    const Listing ours = imported.listing(imported.apply().tree);
    const DpkgResult theirs = appliedByDpkg(m_here + s("/sample.dsc"), m_here + s("/dpkg"));
    std::filesystem::remove_all(QFile::encodeName(m_here + s("/dpkg")).toStdString()); // QDir cannot
    QVERIFY2(theirs.applied, theirs.words);
    const QString wrong = differences(ours, theirs.listing);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
}

void TestPatchesHostile::limits()
{
    PatchedPackage package;
    package.upstream = {{s("f"), QByteArray(5000, 'f') + '\n'}, {s("g"), QByteArray(5000, 'g') + '\n'}};
    package.setPatch(newFile("f") + newFile("g"));
    AppliedImport imported = import(package);
    patches::AppliedLimits small;
    small.fileBytes = 4999;
    QCOMPARE(imported.failure(s("debian"), small).code(), s("patch.limit"));
    small = {};
    small.totalBytes = 9999;
    QCOMPARE(imported.failure(s("debian"), small).code(), s("patch.limit"));
    small = {};
    small.patchBytes = 20;
    QCOMPARE(imported.failure(s("debian"), small).code(), s("patch.limit"));
    small = {};
    small.wallMs = -1;
    QCOMPARE(imported.failure(s("debian"), small).code(), s("limit.time"));
    QCOMPARE(imported.leftovers(), QStringList());
}

void TestPatchesHostile::bomb()
{
    PatchedPackage package;
    package.upstream = {{s("f"), "f\n"}};
    package.debian = {{s("patches/series"), "bomb.xz\n"},
                      {s("patches/bomb.xz"), compressed(s("xz"), QByteArray(64 << 20, '\n'))}};
    patches::AppliedLimits small;
    small.patchBytes = 1 << 20;
    AppliedImport imported = import(package);
    const Error error = imported.failure(s("debian"), small);
    QVERIFY2(error.code() == s("unpack.limit"), error.what());
    QCOMPARE(error.evidence().value(s("patch")).toString(), s("bomb.xz"));
}

void TestPatchesHostile::manyNames()
{
    PatchedPackage package;
    package.upstream = {{s("f"), "f\n"}};
    QByteArray text;
    for (int i = 0; i < 250'000; ++i)
        text += "Index: a/" + QByteArray::number(i) + '\n';
    package.setPatch(text);
    AppliedImport imported = import(package);
    QCOMPARE(imported.failure().code(), s("patch.limit"));
    // One endless line is no list of names.
    package.setPatch("Index: " + QByteArray("a/ ").repeated(100'000) + '\n' +
                     "--- a/f\n+++ b/f\n@@ -1 +1 @@\n-f\n+g\n");
    AppliedImport line = import(package);
    QCOMPARE(line.apply().patches.size(), 1);
}

QTEST_GUILESS_MAIN(TestPatchesHostile)
#include "tst_patches_hostile.moc"
