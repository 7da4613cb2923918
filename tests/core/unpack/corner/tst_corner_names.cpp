// SPDX-License-Identifier: GPL-3.0-or-later
// Corner cases c24 and c36 to c41: names and contents that git, hosts or file systems take amiss.
#include "core/importer/portability.h"
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

} // namespace

class TestCornerNames : public QObject
{
    Q_OBJECT

private slots:
    void c24_attributesChangeNoByte_data();
    void c24_attributesChangeNoByte();
    void c36_gitLookAlikesAreEscaped_data();
    void c36_gitLookAlikesAreEscaped();
    void c37_gitmodulesStaysAFile_data();
    void c37_gitmodulesStaysAFile();
    void c37_gitmodulesLinkIsEscaped_data();
    void c37_gitmodulesLinkIsEscaped();
    void c37_linkBesideItsOwnEscape();
    void c38_oddNamesAreKeptAndFlagged_data();
    void c38_oddNamesAreKeptAndFlagged();
    void c38_portableNames_data();
    void c38_portableNames();
    void c39_namesThatDifferByCase_data();
    void c39_namesThatDifferByCase();
    void c39_tagsThatDifferByCase();
    void c40_emptyFoldersAreListed();
    void c41_ignoredFilesAreImported();

private:
    QString freshFolder() { return m_folder.filePath(QString::number(++m_count)); }

    QTemporaryDir m_folder;
    int m_count = 0;
};

void TestCornerNames::c24_attributesChangeNoByte_data()
{
    QTest::addColumn<QByteArray>("attributes");
    QTest::newRow("text") << QByteArray("* text\n");
    QTest::newRow("eol") << QByteArray("* text eol=crlf\n");
    QTest::newRow("ident") << QByteArray("* ident\n");
    QTest::newRow("filter") << QByteArray("* filter=lfs diff=lfs merge=lfs -text\n");
    QTest::newRow("encoding") << QByteArray("* working-tree-encoding=UTF-16LE\n");
    QTest::newRow("export") << QByteArray("* export-ignore export-subst\n");
    QTest::newRow("macro") << QByteArray("[attr]all text eol=lf ident filter=x\n* all\n");
    QTest::newRow("garbage") << QByteArray("\0\xff* !!= text\n", 12);
}

void TestCornerNames::c24_attributesChangeNoByte()
{
    QFETCH(QByteArray, attributes);
    TarWriter tar;
    tar.file("t/.gitattributes", attributes).file("t/sub/.gitattributes", attributes);
    tar.file("t/crlf", "a\r\nb\r\n").file("t/mixed", "a\r\nb\nc\r").file("t/lf", "a\nb\n");
    tar.file("t/utf16", QByteArray("\xff\xfe\x61\0\x0a\0", 6)).file("t/latin1", "caf\xe9\n");
    tar.file("t/ident", "$Id: 0123 $ $Id$\n").file("t/subst", "$Format:%H$\n");
    tar.file("t/lfs", "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n");
    const CornerCase upload(nativeDsc(freshFolder(), tar));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
}

void TestCornerNames::c36_gitLookAlikesAreEscaped_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("stored");
    const auto row = [](const char* name, const QByteArray& stored) {
        QTest::newRow(name) << QByteArray(name) << stored;
    };
    row(".git", "..git");
    row(".GIT", "..GIT");
    row(".gIt", "..gIt");
    row("..git", "...git");
    row("...git", "....git");
    row("git~1", ".git~1");
    row("GIT~1", ".GIT~1");
    row("git~2", ".git~2");
    row(".git~1", "..git~1");
    row(".git.", "..git.");
    row(".git ", "..git ");
    row(".git. .", "..git. .");
    row(".git::$INDEX_ALLOCATION", "..git::$INDEX_ALLOCATION");
    row("git~1:x", ".git~1:x");
    row(".g\xe2\x80\x8cit", "..g\xe2\x80\x8cit");
    row("\xef\xbb\xbf.git", ".\xef\xbb\xbf.git");
    row(".git\xff", "..git\xff");
    row("a\\.git", "a\\..git");
    row(".github", ".github");
    row("git", "git");
    row(".gitignore", ".gitignore");
    row("x.git", "x.git");
    row("git~x", "git~x");
}

void TestCornerNames::c36_gitLookAlikesAreEscaped()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, stored);
    // As a file, as a folder, as a symlink, and deep down.
    TarWriter tar;
    tar.file("t/one/" + name, "file").file("t/two/" + name + "/config", "[core]\n\tfsmonitor = touch /tmp/x\n");
    tar.file("t/two/" + name + "/hooks/post-checkout", "#!/bin/sh\n", 0755);
    tar.symlink("t/three/" + name, "../one").file("t/a/b/c/d/" + name, "deep").file("t/" + name + "/HEAD", "ref: x\n");
    const CornerCase upload(nativeDsc(freshFolder(), tar));
    QCOMPARE(upload.findings(), QString());
    const QByteArray inGit =
        askGit(upload.history().repository(), {s("ls-tree"), s("-z"), s("--name-only"), s("debian/sid"), s("one/")})
            .output.chopped(1);
    QCOMPARE(inGit, "one/" + stored);
}

void TestCornerNames::c37_gitmodulesStaysAFile_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::newRow("garbage") << QByteArray("\0\1\2 [[[ not a config", 19);
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("honest") << QByteArray("[submodule \"x\"]\n\tpath = x\n\turl = https://example.org/x\n");
}

void TestCornerNames::c37_gitmodulesStaysAFile()
{
    QFETCH(QByteArray, content);
    const CornerCase upload(
        nativeDsc(freshFolder(), TarWriter().file("t/.gitmodules", content).file("t/sub/.gitmodules", content)));
    QCOMPARE(upload.findings(), QString());
    QVERIFY(upload.history().git({s("ls-tree"), s("--name-only"), s("debian/sid")}).startsWith(".gitmodules\n"));
    QCOMPARE(upload.flags(), QStringList());
}

void TestCornerNames::c37_gitmodulesLinkIsEscaped_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {".gitmodules", ".GitModules", ".gitmodules ", "gitmod~1", "GI7EBA~1",
                             ".g\xe2\x80\x8ditmodules", "..gitmodules"})
        QTest::newRow(name) << QByteArray(name);
}

void TestCornerNames::c37_gitmodulesLinkIsEscaped()
{
    QFETCH(QByteArray, name);
    const CornerCase upload(nativeDsc(
        freshFolder(), TarWriter().file("t/a", "a").symlink("t/" + name, "a").symlink("t/d/" + name, "../a")));
    QCOMPARE(upload.findings(), QString());
    const QByteArray inGit =
        askGit(upload.history().repository(), {s("ls-tree"), s("-z"), s("--name-only"), s("debian/sid"), s("d/")})
            .output.chopped(1);
    QCOMPARE(inGit, "d/." + name);
}

void TestCornerNames::c37_linkBesideItsOwnEscape()
{
    // A file may be called as the escaped link is: two entries of one name are held, not one of them lost.
    const CornerCase upload(
        nativeDsc(freshFolder(), TarWriter().symlink("t/.gitmodules", "a").file("t/..gitmodules", "x")));
    QCOMPARE(upload.failure(), s("tree.duplicate"));
}

void TestCornerNames::c38_oddNamesAreKeptAndFlagged_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("no UTF-8") << QByteArray("caf\xe9");
    QTest::newRow("overlong UTF-8") << QByteArray("x\xc0\xaf");
    QTest::newRow("newline") << QByteArray("a\nb");
    QTest::newRow("tab") << QByteArray("a\tb");
    QTest::newRow("escape") << QByteArray("\x1b[31mred");
    QTest::newRow("backslash") << QByteArray("a\\b");
    QTest::newRow("colon") << QByteArray("Foo::Bar.3pm");
    QTest::newRow("quotes and stars") << QByteArray("\"a*b?\"<>|");
    QTest::newRow("con") << QByteArray("con");
    QTest::newRow("AUX.h") << QByteArray("AUX.h");
    QTest::newRow("com1.tar.gz") << QByteArray("com1.tar.gz");
    QTest::newRow("dot at the end") << QByteArray("name.");
    QTest::newRow("blank at the end") << QByteArray("name ");
    QTest::newRow("delete") << QByteArray("a\x7f");
}

void TestCornerNames::c38_oddNamesAreKeptAndFlagged()
{
    QFETCH(QByteArray, name);
    TarWriter tar;
    tar.file("t/" + name, "file").file("t/f/" + name + "/x", "below").symlink("t/l/" + name, name);
    const CornerCase upload(nativeDsc(freshFolder(), tar));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList{s("names.unportable")});
    QVERIFY(upload.tree().contains(name));
}

void TestCornerNames::c38_portableNames_data()
{
    QTest::addColumn<QByteArray>("name");
    for (const char* name : {"console", "com", "com0", "com10", "lpt", "nullable.c", "x.con", ".con", "a b", " a",
                             "a.b", "..", "na\xc3\xafve", "%", "~", "-", "a,b;c", "\xf0\x9f\x98\x80"})
        QTest::newRow(name) << QByteArray(name);
}

void TestCornerNames::c38_portableNames()
{
    QFETCH(QByteArray, name);
    // ".." is no name a tree could have; here it only says that the rule is about the end of a name.
    QCOMPARE(importer::isPortableName(name), name != "..");
}

void TestCornerNames::c39_namesThatDifferByCase_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");
    QTest::addColumn<bool>("collide");
    QTest::newRow("case") << QByteArray("Makefile") << QByteArray("makefile") << true;
    QTest::newRow("case beyond ASCII") << QByteArray("\xc3\x84rger") << QByteArray("\xc3\xa4rger") << true;
    QTest::newRow("composed and decomposed") << QByteArray("\xc3\xa9") << QByteArray("e\xcc\x81") << true;
    QTest::newRow("two names") << QByteArray("Makefile") << QByteArray("makefiles") << false;
    QTest::newRow("two accents") << QByteArray("\xc3\xa9") << QByteArray("\xc3\xa8") << false;
}

void TestCornerNames::c39_namesThatDifferByCase()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    QFETCH(bool, collide);
    const CornerCase upload(nativeDsc(freshFolder(), TarWriter().file("t/d/" + one, "1").file("t/d/" + other, "2")));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), collide ? QStringList{s("names.collide")} : QStringList());
    // In two folders they never meet.
    const CornerCase apart(nativeDsc(freshFolder(), TarWriter().file("t/a/" + one, "1").file("t/b/" + other, "2")));
    QCOMPARE(apart.findings(), QString());
    QCOMPARE(apart.flags(), QStringList());
}

void TestCornerNames::c39_tagsThatDifferByCase()
{
    const QString folder = freshFolder();
    PackageHistory history(folder + s("/home"));
    QList<Publication> publications;
    for (const char* version : {"1.0A", "1.0a"}) {
        const QByteArray tar = TarWriter()
                                   .file("t/v", version)
                                   .file("t/debian/changelog", cornerChangelog(version))
                                   .file("t/debian/rules", "r")
                                   .finished();
        publications.append({writeDsc(folder + QLatin1Char('/') + s(version), s("3.0 (native)"), s(version),
                                      {{s("sample_%1.tar.gz").arg(s(version)), gzipped(tar)}})});
    }
    QCOMPARE(history.import(publications).failures.size(), 0);
    const QByteArray before = history.refs();
    const QByteArray upper = history.commit(s("refs/tags/debian/1.0A"));
    const QByteArray lower = history.commit(s("refs/tags/debian/1.0a"));
    QVERIFY(!upper.isEmpty() && !lower.isEmpty() && upper != lower);
    // Packed, they do not depend on what the file system makes of the two file names.
    git::Repository::open(history.repository()).packRefs();
    QCOMPARE(history.refs(), before);
    QVERIFY(!QFile::exists(history.repository() + s("/refs/tags/debian/1.0A")));
    QCOMPARE(history.commit(s("refs/tags/debian/1.0A")), upper);
    QCOMPARE(history.commit(s("refs/tags/debian/1.0a")), lower);
}

void TestCornerNames::c40_emptyFoldersAreListed()
{
    TarWriter tar;
    tar.folder("t/").folder("t/empty").folder("t/deep/er/empty").folder("t/full").file("t/full/x", "x");
    tar.folder("t/debian/empty").folder("t/caf\xe9").folder("t/50%").folder("t/%E9").folder("t/new\nline");
    const CornerCase upload(nativeDsc(freshFolder(), tar));
    QCOMPARE(upload.findings(), QString());
    QStringList empty = upload.outcome().staged.constFirst().import->emptyDirectories;
    empty.sort();
    QCOMPARE(empty, (QStringList{s("%25E9"), s("50%25"), s("caf%E9"), s("debian/empty"), s("deep/er/empty"), s("empty"),
                                 s("new%0Aline")}));
    QVERIFY(!upload.history().git({s("ls-tree"), s("-r"), s("-t"), s("debian/sid")}).contains("empty"));
}

void TestCornerNames::c41_ignoredFilesAreImported()
{
    TarWriter tar;
    tar.file("t/.gitignore", "*\n!/kept\n").file("t/sub/.gitignore", "*.o\nbuild/\n").file("t/sub/x.o", "o");
    tar.file("t/sub/build/y", "y").file("t/.git-ignored", "z").file("t/info/exclude", "*\n");
    const CornerCase upload(nativeDsc(freshFolder(), tar));
    QCOMPARE(upload.findings(), QString());
    QVERIFY(upload.tree().contains("sub/x.o") && upload.tree().contains("sub/build/y"));
}

QTEST_GUILESS_MAIN(TestCornerNames)
#include "tst_corner_names.moc"
