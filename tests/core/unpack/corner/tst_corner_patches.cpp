// SPDX-License-Identifier: GPL-3.0-or-later
// The unapplied side of corner cases c19 to c28: whatever the patches of an upload are, its import carries them as
// plain files and nothing of them acts. What applying them means is tested beside the patches-applied view.
#include "tests/core/unpack/corner/cornercase.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

const QByteArray patchOfA = "--- a/a\n+++ b/a\n@@ -1 +1 @@\n-a\n+A\n";

} // namespace

class TestCornerPatches : public QObject
{
    Q_OBJECT

private slots:
    void unappliedTreeCarriesPatchesAsFiles_data();
    void unappliedTreeCarriesPatchesAsFiles();
    void unappliedTreeIgnoresLeftoversOfQuilt();

private:
    QString freshFolder() { return m_folder.filePath(QString::number(++m_count)); }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerPatches::unappliedTreeCarriesPatchesAsFiles_data()
{
    QTest::addColumn<QByteArray>("series");
    QTest::addColumn<QByteArray>("patch");
    QTest::newRow("c19 comments, blanks, form feed") << QByteArray("# all\n\n p # why\n\fq\n") << patchOfA;
    QTest::newRow("c20 other strip level") << QByteArray("p -p0\n") << QByteArray(patchOfA).replace("a/a", "a");
    QTest::newRow("c21 fuzz") << QByteArray("p\n") << QByteArray("--- a/a\n+++ b/a\n@@ -1,2 +1,2 @@\n other\n-a\n+A\n");
    QTest::newRow("c22 missing patch") << QByteArray("p\nnot-there\n") << patchOfA;
    QTest::newRow("c22 upwards in series") << QByteArray("../../../../etc/passwd\n/etc/passwd\np\n") << patchOfA;
    QTest::newRow("c22 upwards in patch")
        << QByteArray("p\n") << QByteArray("--- a/../../x\n+++ b/../../x\n@@ -0,0 +1 @@\n+x\n");
    QTest::newRow("c25 git mode and rename") << QByteArray("p\n")
                                             << QByteArray("diff --git a/a b/z\nold mode 100644\nnew mode 100755\n"
                                                           "rename from a\nrename to z\n");
    QTest::newRow("c26 CRLF") << QByteArray("p\r\n") << QByteArray(patchOfA).replace("\n", "\r\n");
    QTest::newRow("c27 through a link out")
        << QByteArray("p\n") << QByteArray("--- a/out/x\n+++ b/out/x\n@@ -0,0 +1 @@\n+x\n");
    QTest::newRow("c28 creates and deletes") << QByteArray("p\n")
                                             << QByteArray("--- a/a\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n"
                                                           "--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+n\n");
    QTest::newRow("no patch at all") << QByteArray("p\n") << QByteArray("\0\1\2\xff", 4);
    QTest::newRow("no series") << QByteArray() << patchOfA;
}

void TestCornerPatches::unappliedTreeCarriesPatchesAsFiles()
{
    QFETCH(QByteArray, series);
    QFETCH(QByteArray, patch);
    const QByteArray orig = TarWriter().file("t/a", "a\n").symlink("t/out", "/tmp").symlink("t/in", "d").finished();
    TarWriter debian = debianTar();
    debian.file("debian/patches/p", patch);
    if (!series.isEmpty()) {
        debian.file("debian/patches/series", series);
        // c23: the vendor's own series changes nothing here.
        debian.file("debian/patches/debian.series", "d\n").file("debian/patches/ubuntu.series", "u\n");
    }
    const CornerCase upload(quiltDsc(freshFolder(), orig, debian.finished()));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
    const Listing tree = upload.tree();
    QCOMPARE(tree.at("a"), QByteArray("file a\n"));
    QCOMPARE(tree.at("debian/patches/p"), "file " + patch);
    QCOMPARE(tree.contains("debian/patches/series"), !series.isEmpty());
    QVERIFY(!tree.contains("new") && !tree.contains("z"));
}

void TestCornerPatches::unappliedTreeIgnoresLeftoversOfQuilt()
{
    // Somebody packed a tree with patches applied by quilt: its state is dropped, its patches are files.
    const QByteArray orig = TarWriter().file("t/a", "a\n").finished();
    TarWriter debian = debianTar();
    debian.file("debian/patches/p", patchOfA).file("debian/patches/series", "p\n");
    debian.file("debian/patches/.dpkg-source-applied", "p\n").file("debian/patches/p~", "old");
    debian.file(".pc/applied-patches", "p\n").file(".pc/p/a", "a\n").file("a", "A\n");
    const CornerCase upload(quiltDsc(freshFolder(), orig, debian.finished()));
    QCOMPARE(upload.findings(), QString());
    const Listing tree = upload.tree();
    QCOMPARE(tree.at("a"), QByteArray("file A\n"));
    QVERIFY(tree.contains("debian/patches/.dpkg-source-applied"));
    QVERIFY(!tree.contains(".pc/applied-patches"));
}

QTEST_GUILESS_MAIN(TestCornerPatches)
#include "tst_corner_patches.moc"
