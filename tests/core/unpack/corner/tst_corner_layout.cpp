// SPDX-License-Identifier: GPL-3.0-or-later
// Corner cases c8 to c13 and c30: how the tarballs of a 3.0 (quilt) upload become one tree.
#include "core/base/digest.h"
#include "tests/core/git/gitoracle.h"
#include "tests/core/unpack/corner/cornercase.h"

#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QByteArray plainOrig()
{
    return TarWriter().folder("t/").file("t/a", "a").finished();
}

} // namespace

class TestCornerLayout : public QObject
{
    Q_OBJECT

private slots:
    void c8_pcIsNeverImported_data();
    void c8_pcIsNeverImported();
    void c8_pcOfNativeAndDebianTarIsDropped();
    void c9_debianOfOrigIsReplaced_data();
    void c9_debianOfOrigIsReplaced();
    void c10_debianTarWritesElsewhere_data();
    void c10_debianTarWritesElsewhere();
    void c10_fullFolderIsNotReplacedByAFile();
    void c11_componentReplacesAFolder_data();
    void c11_componentReplacesAFolder();
    void c12_componentNames_data();
    void c12_componentNames();
    void c13_signatureIsKept();
    void c13_signatureWithoutItsTarball_data();
    void c13_signatureWithoutItsTarball();
    void c30_sourceFormatIsCreated_data();
    void c30_sourceFormatIsCreated();

private:
    QString freshFolder() { return m_folder.filePath(QString::number(++m_count)); }
    /// A 3.0 (quilt) upload whose files have these names; what is in them is never read.
    QString namesOnly(const QStringList& names)
    {
        QMap<QString, QByteArray> files;
        for (const QString& name : names)
            files[name] = "x";
        return writeDsc(freshFolder(), s("3.0 (quilt)"), s("1.0-1"), files);
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerLayout::c8_pcIsNeverImported_data()
{
    QTest::addColumn<QByteArray>("orig");
    const auto row = [](const char* name, const TarWriter& tar) { QTest::newRow(name) << tar.finished(); };
    row("below the top", TarWriter().file("t/.pc/x", "x").file("t/a/.pc/y", "y").file("t/.pcx", "z"));
    row("without top", TarWriter().file(".pc/x", "x").file("a/.pc/y", "y").file("a/b/.pc", "z"));
    row("beside the top", TarWriter().file(".pc/x", "x").file("a/b", "y"));
    row("behind dot slash", TarWriter().file("./t/.pc/x", "x").file("./t/a", "a"));
    row("a file", TarWriter().file("t/.pc", "x").file("t/a", "a"));
    row("a link", TarWriter().symlink("t/.pc", "/etc").file("t/a", "a"));
}

void TestCornerLayout::c8_pcIsNeverImported()
{
    QFETCH(QByteArray, orig);
    const CornerCase upload(quiltDsc(freshFolder(), orig, debianTar().finished()));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
    // Nor into the commit of the tarballs alone.
    for (const auto& [path, content] : listingOfRef(upload.history(), s("upstream/1.0")))
        QVERIFY2(path != ".pc" && !path.startsWith(".pc/"), path.constData());
}

void TestCornerLayout::c8_pcOfNativeAndDebianTarIsDropped()
{
    // dpkg-source leaves these in place; the frozen decision is that a root .pc is never stored.
    const CornerCase native(nativeDsc(freshFolder(), TarWriter().file("t/.pc/x", "x").file("t/a/.pc/y", "y")));
    QCOMPARE(native.findings(), QString());
    QVERIFY(native.tree().contains("a/.pc/y"));
    const CornerCase quilt(quiltDsc(freshFolder(), plainOrig(), debianTar().file(".pc/x", "x").finished()));
    QCOMPARE(quilt.findings(), QString());
    QVERIFY(!quilt.tree().contains(".pc/x"));
}

void TestCornerLayout::c9_debianOfOrigIsReplaced_data()
{
    QTest::addColumn<QByteArray>("orig");
    const auto row = [](const char* name, const TarWriter& tar) { QTest::newRow(name) << tar.finished(); };
    row("a folder", TarWriter().file("t/debian/old", "x").file("t/debian/rules", "old").file("t/a", "a"));
    row("a link", TarWriter().symlink("t/debian", "a").file("t/a/b", "a"));
    row("a file", TarWriter().file("t/debian", "x").file("t/a", "a"));
}

void TestCornerLayout::c9_debianOfOrigIsReplaced()
{
    QFETCH(QByteArray, orig);
    const CornerCase upload(quiltDsc(freshFolder(), orig, debianTar().finished()));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
    QVERIFY(!upload.tree().contains("debian/old"));
    // The upstream commit shows the tarball as it is.
    QVERIFY(upload.history().git({s("ls-tree"), s("--name-only"), s("upstream/1.0")}).contains("debian"));
}

void TestCornerLayout::c10_debianTarWritesElsewhere_data()
{
    QTest::addColumn<QByteArray>("debian");
    const auto row = [](const char* name, const TarWriter& tar) { QTest::newRow(name) << tar.finished(); };
    row("new file", debianTar().file("new/file", "n"));
    row("file over file", debianTar().file("a", "new", 0755));
    row("file into folder", debianTar().file("sub/c", "c"));
    row("file over empty folder", debianTar().file("void", "now a file"));
    row("folder over link", debianTar().file("l/d", "d"));
    row("link over file", debianTar().symlink("a", "sub/b"));
    row("folder over file", debianTar().file("a/b", "b"));
}

void TestCornerLayout::c10_debianTarWritesElsewhere()
{
    QFETCH(QByteArray, debian);
    const QByteArray orig =
        TarWriter().file("t/a", "a").file("t/sub/b", "b").folder("t/void/").symlink("t/l", "sub").finished();
    const CornerCase upload(quiltDsc(freshFolder(), orig, debian));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
}

void TestCornerLayout::c10_fullFolderIsNotReplacedByAFile()
{
    const QByteArray orig = TarWriter().file("t/sub/b", "b").file("t/a", "a").finished();
    const QString folder = freshFolder();
    const QString dsc = quiltDsc(folder, orig, debianTar().file("sub", "now a file").finished());
    QCOMPARE(CornerCase(dsc).failure(), s("unpack.conflict"));
    QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(dsc, folder + s("/out")));
}

void TestCornerLayout::c11_componentReplacesAFolder_data()
{
    QTest::addColumn<QByteArray>("orig");
    QTest::addColumn<QByteArray>("component");
    QTest::addColumn<QStringList>("flags");
    const QStringList replaced{s("component.replaced")};
    const QByteArray lib = TarWriter().file("anything/lib", "l").finished();
    QTest::newRow("nothing there") << plainOrig() << lib << QStringList();
    QTest::newRow("without top") << plainOrig() << TarWriter().file("lib", "l").file("m/n", "n").finished()
                                 << QStringList();
    QTest::newRow("empty component") << plainOrig() << QByteArray(10240, '\0') << QStringList();
    QTest::newRow("empty folder") << TarWriter().folder("t/extra").file("t/a", "a").finished() << lib << QStringList();
    QTest::newRow("full folder") << TarWriter().file("t/extra/old", "o").file("t/a", "a").finished() << lib << replaced;
    QTest::newRow("file") << TarWriter().file("t/extra", "o").file("t/a", "a").finished() << lib << replaced;
    QTest::newRow("link to a folder") << TarWriter().file("t/d/old", "o").symlink("t/extra", "d").finished() << lib
                                      << replaced;
}

void TestCornerLayout::c11_componentReplacesAFolder()
{
    QFETCH(QByteArray, orig);
    QFETCH(QByteArray, component);
    QFETCH(QStringList, flags);
    const CornerCase upload(quiltDsc(freshFolder(), orig, debianTar().finished(), component));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), flags);
    // Components live as subtrees of one upstream commit, not as tags of their own.
    QCOMPARE(upload.history().git({s("tag"), s("--list"), s("upstream/*")}), QByteArray("upstream/1.0"));
}

void TestCornerLayout::c12_componentNames_data()
{
    QTest::addColumn<QStringList>("names");
    const QString orig = s("sample_1.0.orig.tar.gz");
    const QString debian = s("sample_1.0-1.debian.tar.xz");
    const auto row = [&](const char* name, const QString& file) {
        QTest::newRow(name) << QStringList{orig, debian, file};
    };
    row("underscore", s("sample_1.0.orig-a_b.tar.gz"));
    row("dot", s("sample_1.0.orig-a.b.tar.gz"));
    row("no name", s("sample_1.0.orig-.tar.gz"));
    row("no compression", s("sample_1.0.orig-x.tar"));
    row("two origs", s("sample_1.0.orig.tar.xz"));
    row("two debian.tars", s("sample_1.0-1.debian.tar.gz"));
    QTest::newRow("twice, by compression only")
        << QStringList{orig, debian, s("sample_1.0.orig-x.tar.gz"), s("sample_1.0.orig-x.tar.bz2")};
    QTest::newRow("no orig") << QStringList{debian};
    QTest::newRow("no debian.tar") << QStringList{orig};
}

void TestCornerLayout::c12_componentNames()
{
    QFETCH(QStringList, names);
    const QString dsc = namesOnly(names);
    QCOMPARE(CornerCase(dsc).failure(), s("dsc.files"));
    QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(dsc, freshFolder()));
}

void TestCornerLayout::c13_signatureIsKept()
{
    const QByteArray signature = "-----BEGIN PGP SIGNATURE-----\nnot even one\n";
    const QString folder = freshFolder();
    const CornerCase upload(writeDsc(folder, s("3.0 (quilt)"), s("1.0-1"),
                                     {{s("sample_1.0.orig.tar.gz"), gzipped(plainOrig())},
                                      {s("sample_1.0.orig.tar.gz.asc"), signature},
                                      {s("sample_1.0.orig-extra.tar.gz"), gzipped(plainOrig())},
                                      {s("sample_1.0.orig-extra.tar.gz.asc"), signature},
                                      {s("sample_1.0-1.debian.tar.gz"), gzipped(debianTar().finished())}}));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList{s("upstream-signature.unchecked")});
    // Beside the tarballs, whether it is valid or not.
    blobs::FileBlobStore blobs(folder + s("/home/blobs"));
    QCOMPARE(blobs.open(Digest::hex(Digest::Algorithm::Sha256, signature))->readAll(), signature);
    QCOMPARE(blobs.open(Digest::hex(Digest::Algorithm::Sha256, gzipped(plainOrig())))->readAll(), gzipped(plainOrig()));
}

void TestCornerLayout::c13_signatureWithoutItsTarball_data()
{
    QTest::addColumn<QString>("signature");
    QTest::newRow("other compression") << s("sample_1.0.orig.tar.xz.asc");
    QTest::newRow("component that is not there") << s("sample_1.0.orig-x.tar.gz.asc");
    QTest::newRow("of the debian.tar") << s("sample_1.0-1.debian.tar.xz.asc");
}

void TestCornerLayout::c13_signatureWithoutItsTarball()
{
    QFETCH(QString, signature);
    const QString dsc = namesOnly({s("sample_1.0.orig.tar.gz"), s("sample_1.0-1.debian.tar.xz"), signature});
    QCOMPARE(CornerCase(dsc).failure(), s("dsc.files"));
    QVERIFY_THROWS_EXCEPTION(Error, unpackedByDpkg(dsc, freshFolder()));
}

void TestCornerLayout::c30_sourceFormatIsCreated_data()
{
    QTest::addColumn<QByteArray>("orig");
    QTest::addColumn<QByteArray>("debian");
    QTest::addColumn<QByteArray>("path");
    const auto debian = [] {
        return TarWriter().file("debian/changelog", cornerChangelog()).file("debian/rules", "r");
    };
    const QByteArray usual = "debian/source/format";
    QTest::newRow("no debian/source") << plainOrig() << debian().finished() << usual;
    QTest::newRow("empty debian/source") << plainOrig() << debian().folder("debian/source/").finished() << usual;
    QTest::newRow("other files there") << plainOrig() << debian().file("debian/source/options", "x\n").finished()
                                       << usual;
    QTest::newRow("debian a link")
        << TarWriter().file("t/real/changelog", cornerChangelog()).file("t/real/rules", "r").finished()
        << TarWriter().symlink("debian", "real").finished() << QByteArray("real/source/format");
    QTest::newRow("debian/source a link")
        << TarWriter().folder("t/real").file("t/a", "a").finished()
        << debian().symlink("debian/source", "../real").finished() << QByteArray("real/format");
}

void TestCornerLayout::c30_sourceFormatIsCreated()
{
    QFETCH(QByteArray, orig);
    QFETCH(QByteArray, debian);
    QFETCH(QByteArray, path);
    const CornerCase upload(quiltDsc(freshFolder(), orig, debian));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
    QCOMPARE(upload.tree().at(path), QByteArray("file 3.0 (quilt)\n"));
}

QTEST_GUILESS_MAIN(TestCornerLayout)
#include "tst_corner_layout.moc"
