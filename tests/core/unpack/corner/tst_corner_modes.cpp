// SPDX-License-Identifier: GPL-3.0-or-later
// Corner cases c29 and c31 to c35: modes, links and members that git has no place for.
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

} // namespace

class TestCornerModes : public QObject
{
    Q_OBJECT

private slots:
    void c29_rulesAreExecutable_data();
    void c29_rulesAreExecutable();
    void c31_modeBitsAreNormalised_data();
    void c31_modeBitsAreNormalised();
    void c32_hardLinksAreEqualFiles_data();
    void c32_hardLinksAreEqualFiles();
    void c32_hardLinksOutsideAreRefused_data();
    void c32_hardLinksOutsideAreRefused();
    void c33_specialFilesAreDropped_data();
    void c33_specialFilesAreDropped();
    void c34_symlinksAreStoredAsTheyAre_data();
    void c34_symlinksAreStoredAsTheyAre();
    void c34_linkedSecretsAreNotRead();
    void c35_traversalIsRefused_data();
    void c35_traversalIsRefused();

private:
    QString freshFolder() { return m_folder.filePath(QString::number(++m_count)); }
    /// Imports @p tar, which must be refused without leaving anything behind.
    void refuse(const TarWriter& tar, const QString& code)
    {
        const CornerCase upload(nativeDsc(freshFolder(), tar));
        QCOMPARE(upload.failure(), code);
        QVERIFY(upload.outcome().failures.constFirst().error.evidence().contains(s("member")));
        QVERIFY(tracesTo(upload.outcome().failures.constFirst().error, s("sample_1.0.tar.gz")));
        QVERIFY(upload.history().git({s("for-each-ref")}).isEmpty());
        QCOMPARE(upload.history().git({s("count-objects"), s("-v")}).contains("packs: 0"), true);
    }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerModes::c29_rulesAreExecutable_data()
{
    QTest::addColumn<QByteArray>("debian");
    QTest::addColumn<QByteArray>("kind"); // of debian/rules in the tree; empty = not there
    QTest::addColumn<QStringList>("flags");
    const auto debian = [] { return TarWriter().file("debian/changelog", cornerChangelog()); };
    const QStringList none;
    QTest::newRow("644") << debian().file("debian/rules", "r").finished() << QByteArray("exec ") << none;
    QTest::newRow("000") << debian().file("debian/rules", "r", 0).finished() << QByteArray("exec ") << none;
    QTest::newRow("755") << debian().file("debian/rules", "r", 0755).finished() << QByteArray("exec ") << none;
    QTest::newRow("hard link") << debian().file("debian/r", "r").hardLink("debian/rules", "debian/r").finished()
                               << QByteArray("exec ") << none;
    QTest::newRow("missing") << debian().finished() << QByteArray() << QStringList{s("rules.missing")};
    QTest::newRow("link") << debian().file("debian/r", "r").symlink("debian/rules", "r").finished()
                          << QByteArray("link ") << QStringList{s("rules.link")};
    QTest::newRow("dangling link") << debian().symlink("debian/rules", "none").finished() << QByteArray("link ")
                                   << QStringList{s("rules.link")};
    QTest::newRow("folder") << debian().file("debian/rules/x", "x").finished() << QByteArray()
                            << QStringList{s("rules.notfile")};
}

void TestCornerModes::c29_rulesAreExecutable()
{
    QFETCH(QByteArray, debian);
    QFETCH(QByteArray, kind);
    QFETCH(QStringList, flags);
    const QString dsc = quiltDsc(freshFolder(), TarWriter().file("t/a", "a").finished(), debian);
    const CornerCase upload(dsc);
    Listing expected = unpackedByDpkg(dsc, freshFolder());
    // dpkg-source gives a hard link's other name the bit too; in git they are two files.
    if (expected.contains("debian/r"))
        expected["debian/r"] = "file r";
    QCOMPARE(upload.findings(expected), QString());
    QCOMPARE(upload.flags(), flags);
    const Listing tree = upload.tree();
    QCOMPARE(tree.contains("debian/rules"), !kind.isEmpty());
    if (!kind.isEmpty())
        QVERIFY(tree.at("debian/rules").startsWith(kind));
}

void TestCornerModes::c31_modeBitsAreNormalised_data()
{
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("executable");
    QTest::newRow("none") << 0 << false;
    QTest::newRow("write only") << 0222 << false;
    QTest::newRow("owner x") << 0100 << true;
    QTest::newRow("group x") << 0010 << true;
    QTest::newRow("other x") << 0001 << true;
    QTest::newRow("setuid") << 04644 << false;
    QTest::newRow("setgid, x") << 02755 << true;
    QTest::newRow("sticky") << 01644 << false;
    QTest::newRow("all") << 07777 << true;
    QTest::newRow("world") << 0666 << false;
}

void TestCornerModes::c31_modeBitsAreNormalised()
{
    QFETCH(int, mode);
    QFETCH(bool, executable);
    TarWriter tar;
    tar.file("t/f", "x", mode).add('5', "t/folder", {}, {}, mode).file("t/folder/in", "y");
    tar.add('5', "t/setgid", {}, {}, 02755).file("t/setgid/in", "z");
    const CornerCase upload(nativeDsc(freshFolder(), tar));
    QCOMPARE(upload.findings(), QString());
    const QByteArray line = upload.history().git({s("ls-tree"), s("debian/sid"), s("f")});
    QVERIFY2(line.startsWith(executable ? "100755 " : "100644 "), line.constData());
    QVERIFY(upload.history().git({s("ls-tree"), s("debian/sid"), s("folder")}).startsWith("040000 "));
    QCOMPARE(upload.flags(), QStringList());
}

void TestCornerModes::c32_hardLinksAreEqualFiles_data()
{
    QTest::addColumn<QByteArray>("tar");
    const auto row = [](const char* name, const TarWriter& tar) { QTest::newRow(name) << tar.bytes(); };
    row("two names", TarWriter().file("t/a", "x", 0755).hardLink("t/b", "t/a"));
    row("three names", TarWriter().file("t/a", "x").hardLink("t/b", "t/a").hardLink("t/sub/c", "t/b"));
    row("behind dots", TarWriter().file("./t/a", "x").hardLink("t/b", "./t//a"));
    row("the first name changes later", TarWriter().file("t/a", "old", 0755).hardLink("t/b", "t/a").file("t/a", "new"));
    row("of a symlink", TarWriter().file("t/a", "x").symlink("t/s", "a").hardLink("t/s2", "t/s"));
}

void TestCornerModes::c32_hardLinksAreEqualFiles()
{
    QFETCH(QByteArray, tar);
    TarWriter writer;
    const QString folder = freshFolder();
    const QByteArray rest =
        writer.file("t/debian/changelog", cornerChangelog("1.0")).file("t/debian/rules", "r").finished();
    const CornerCase upload(
        writeDsc(folder, s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.gz"), gzipped(tar + rest)}}));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
}

void TestCornerModes::c32_hardLinksOutsideAreRefused_data()
{
    QTest::addColumn<QString>("target");
    QTest::addColumn<QString>("code");
    const QString traversal = s("unpack.traversal");
    const QString link = s("unpack.link");
    QTest::newRow("absolute") << s("/etc/passwd") << traversal;
    QTest::newRow("upwards") << s("../../x") << traversal;
    QTest::newRow("upwards inside") << s("t/../../x") << traversal;
    QTest::newRow("through a link") << s("t/l/passwd") << traversal;
    QTest::newRow("to nothing") << s("t/none") << link;
    QTest::newRow("to a folder") << s("t/d") << link;
    QTest::newRow("to a later file") << s("t/later") << link;
}

void TestCornerModes::c32_hardLinksOutsideAreRefused()
{
    QFETCH(QString, target);
    QFETCH(QString, code);
    TarWriter tar;
    tar.folder("t/d").symlink("t/l", "/etc").hardLink("t/b", target.toUtf8()).file("t/later", "x");
    refuse(tar, code);
}

void TestCornerModes::c33_specialFilesAreDropped_data()
{
    QTest::addColumn<char>("type");
    QTest::newRow("FIFO") << '6';
    QTest::newRow("character device") << '3';
    QTest::newRow("block device") << '4';
}

void TestCornerModes::c33_specialFilesAreDropped()
{
    QFETCH(char, type);
    // A tarball has no sockets: tar(1) leaves them out when it writes one.
    TarWriter tar;
    tar.file("t/a", "a").add(type, "t/special").file("t/before", "old").add(type, "t/before").add(type, "t/lone/x");
    const QString dsc = nativeDsc(freshFolder(), tar);
    const CornerCase upload(dsc);
    // dpkg-source makes the FIFO (and fails to make devices, unless root); git would not have it.
    QCOMPARE(upload.findings({{"a", "file a"},
                              {"debian/changelog", "file " + cornerChangelog("1.0")},
                              {"debian/rules", "exec #!/usr/bin/make -f\n"},
                              {"debian/source/format", "file 3.0 (native)\n"}}),
             QString());
    QCOMPARE(upload.flags(), QStringList{s("special.dropped")});
    if (type == '6') {
        Listing listing = unpackedByDpkg(dsc, freshFolder());
        QCOMPARE(differences(upload.tree(), listing), QString());
    }
}

void TestCornerModes::c34_symlinksAreStoredAsTheyAre_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::newRow("absolute") << QByteArray("/etc/passwd");
    QTest::newRow("upwards") << QByteArray("../../x");
    QTest::newRow("far upwards") << QByteArray("../../../../../../../../etc/shadow");
    QTest::newRow("to itself") << QByteArray("link");
    QTest::newRow("no UTF-8") << QByteArray("caf\xe9/\xff");
    QTest::newRow("dots and slashes") << QByteArray("a//./b/../c/");
    QTest::newRow("long") << QByteArray(90, 'n') + "/x";
    QTest::newRow("newline") << QByteArray("a\nb");
}

void TestCornerModes::c34_symlinksAreStoredAsTheyAre()
{
    QFETCH(QByteArray, target);
    const CornerCase upload(nativeDsc(freshFolder(), TarWriter().file("t/a", "a").symlink("t/link", target)));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.tree().at("link"), "link " + target);
    QCOMPARE(upload.flags(), QStringList());
}

void TestCornerModes::c34_linkedSecretsAreNotRead()
{
    // A changelog that is a link out of the tree must not show what is there on this machine.
    const QString secret = m_folder.filePath(s("secret"));
    writeFile(secret, cornerChangelog());
    for (const QByteArray& target : {secret.toUtf8(), QByteArray("../../../../../../../..") + secret.toUtf8()}) {
        const CornerCase upload(
            quiltDsc(freshFolder(), TarWriter().file("t/a", "a").finished(),
                     TarWriter().symlink("debian/changelog", target).file("debian/rules", "r").finished()));
        // dpkg-source unpacks the link, then refuses it because of where it leads.
        QCOMPARE(upload.findings({{"a", "file a"},
                                  {"debian/changelog", "link " + target},
                                  {"debian/rules", "exec r"},
                                  {"debian/source/format", "file 3.0 (quilt)\n"}}),
                 QString());
        QVERIFY(upload.flags().contains(s("changelog.missing")));
        QVERIFY(!upload.history().git({s("log"), s("-1"), s("debian/sid")}).contains("Change."));
    }
}

void TestCornerModes::c35_traversalIsRefused_data()
{
    QTest::addColumn<QByteArray>("tar");
    const auto row = [](const char* name, const TarWriter& tar) { QTest::newRow(name) << tar.bytes(); };
    row("absolute", TarWriter().file("/etc/passwd", "x"));
    row("absolute behind slashes", TarWriter().file("///etc/passwd", "x"));
    row("upwards", TarWriter().file("t/../../x", "x"));
    row("upwards and back", TarWriter().file("t/../t/x", "x"));
    row("only upwards", TarWriter().folder(".."));
    row("upwards by pax", TarWriter().pax("path", "../x").file("x", "x"));
    row("upwards by long name", TarWriter().add('L', "././@LongLink", QByteArray("../x\0", 5)).file("x", "x"));
    row("upwards by sparse name", TarWriter().pax("GNU.sparse.name", "../x").file("x", "x"));
    row("through a link", TarWriter().symlink("t/l", "/tmp").file("t/l/x", "x"));
    row("through a link inside", TarWriter().folder("t/d").symlink("t/l", "d").file("t/l/x", "x"));
    row("folder through a link", TarWriter().symlink("t/l", "d").folder("t/l/x"));
    row("link through a link", TarWriter().symlink("t/l", "d").symlink("t/l/x", "y"));
    row("special through a link", TarWriter().symlink("t/l", "d").add('6', "t/l/x"));
    row("no name", TarWriter().file("./", "").add('2', "."));
}

void TestCornerModes::c35_traversalIsRefused()
{
    QFETCH(QByteArray, tar);
    const QByteArray rest =
        TarWriter().file("t/debian/changelog", cornerChangelog("1.0")).file("t/debian/rules", "r").finished();
    const CornerCase upload(
        writeDsc(freshFolder(), s("3.0 (native)"), s("1.0"), {{s("sample_1.0.tar.gz"), gzipped(tar + rest)}}));
    QCOMPARE(upload.failure(), s("unpack.traversal"));
    QVERIFY(upload.outcome().failures.constFirst().error.evidence().contains(s("member")));
    QVERIFY(upload.history().git({s("for-each-ref")}).isEmpty());
    QVERIFY(upload.history().git({s("count-objects"), s("-v")}).contains("packs: 0"));
}

QTEST_GUILESS_MAIN(TestCornerModes)
#include "tst_corner_modes.moc"
