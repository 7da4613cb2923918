// SPDX-License-Identifier: GPL-3.0-or-later
// Corner case c18: formats that are no tarballs. 3.0 (git) is a git bundle by a stranger; the others are held.
#include "core/base/process.h"
#include "core/git/bundle.h"
#include "core/git/objects.h"
#include "core/git/packwriter.h"
#include "core/importer/bundlesource.h"
#include "core/unpack/unpacker.h"
#include "tests/core/git/forgedbundle.h"
#include "tests/core/git/gitoracle.h"
#include "tests/core/unpack/corner/cornercase.h"

#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace millrace;
using namespace millrace::test;

namespace {

QString s(const char* text)
{
    return QString::fromUtf8(text);
}

QByteArray readAll(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

} // namespace

class TestCornerBundles : public QObject
{
    Q_OBJECT

private slots:
    void c18_gitBundle();
    void c18_gitBundleThatIsShallow();
    void c18_gitSubmodulesAreHeld_data();
    void c18_gitSubmodulesAreHeld();
    void c18_gitFiles_data();
    void c18_gitFiles();
    void c18_hostileBundles_data();
    void c18_hostileBundles();
    void c18_hostileTrees_data();
    void c18_hostileTrees();
    void c18_bundleOfOneTreeManyTimes();
    void c18_bundleWithADeltaBomb();
    void c17_bundleOfZeros();
    void c18_nothingIsLeftBehind();
    void c18_otherFormatsAreHeld_data();
    void c18_otherFormatsAreHeld();

private:
    QString freshFolder() { return m_folder.filePath(QString::number(++m_count)); }
    /// A work tree "sample-1.0" with two commits below @p folder.
    QString workTree(const QString& folder)
    {
        const QString tree = folder + s("/sample-1.0");
        writeFile(tree + s("/debian/changelog"), cornerChangelog("1.0"));
        writeFile(tree + s("/debian/control"), "Source: sample\nMaintainer: Ada Example <ada@example.org>\n\n"
                                               "Package: sample\nArchitecture: all\nDescription: sample\n");
        writeFile(tree + s("/debian/rules"), "#!/usr/bin/make -f\n");
        writeFile(tree + s("/run"), "#!/bin/sh\n");
        writeFile(tree + s("/crlf"), "a\r\nb\r\n");
        QFile::setPermissions(tree + s("/run"), QFile::Permissions(0x7755));
        QFile::link(s("debian/changelog"), tree + s("/NEWS"));
        test::git(tree, {s("init"), s("-q"), s(".")});
        commitAll(tree);
        writeFile(tree + s("/second"), "2\n");
        commitAll(tree);
        return tree;
    }
    void commitAll(const QString& tree)
    {
        test::git(tree, {s("add"), s("-A")});
        test::git(tree, {s("commit"), s("-q"), s("-m"), s("work")});
    }
    /// `dpkg-source --format='3.0 (git)' -b`.
    QString build(const QString& tree, const QStringList& options = {})
    {
        const QString folder = QFileInfo(tree).path();
        runProcessChecked(
            {s("dpkg-source"),
             QStringList{s("--format=3.0 (git)")} + options + QStringList{s("-b"), QFileInfo(tree).fileName()},
             {},
             folder});
        return folder + s("/sample_1.0.dsc");
    }
    QString dscFor(const QByteArray& bundle)
    {
        return writeDsc(freshFolder(), s("3.0 (git)"), s("1.0"), {{s("sample_1.0.git"), bundle}});
    }
    QByteArray soundBundle()
    {
        if (m_bundle.isEmpty())
            m_bundle = readAll(QFileInfo(build(workTree(freshFolder()))).path() + s("/sample_1.0.git"));
        return m_bundle;
    }
    QByteArray forgedBundle(const std::function<git::Oid(git::PackWriter&)>& write)
    {
        return test::forgedBundle(freshFolder(), write);
    }

    QTemporaryDir m_folder;
    QByteArray m_bundle;
    int m_count = 0;
};

void TestCornerBundles::c18_gitBundle()
{
    const QString tree = workTree(freshFolder());
    const CornerCase upload(build(tree));
    QCOMPARE(upload.findings(), QString());
    QCOMPARE(upload.flags(), QStringList());
    QVERIFY(!upload.hasUpstream());
    const Listing imported = upload.tree();
    QVERIFY(imported.at("debian/rules").startsWith("exec "));
    QCOMPARE(imported.at("debian/source/format"), QByteArray("file 3.0 (git)\n"));
    QCOMPARE(imported.at("NEWS"), QByteArray("link debian/changelog"));
    // The stranger's commits and refs stay outside.
    const QString head = QString::fromLatin1(test::git(tree, {s("rev-parse"), s("HEAD")}));
    QVERIFY(askGit(upload.history().repository(), {s("cat-file"), s("-e"), head}).exitCode != 0);
    QVERIFY(!upload.history().refs().contains("master") && !upload.history().refs().contains("quarantine"));
    QCOMPARE(upload.history().git({s("log"), s("-1"), s("--format=%an"), s("debian/sid")}), QByteArray("Ada Example"));
}

void TestCornerBundles::c18_gitBundleThatIsShallow()
{
    // git cannot clone such a bundle any more, so dpkg-source fails; the tree is there all the same.
    const QString tree = workTree(freshFolder());
    const CornerCase upload(build(tree, {s("--git-depth=1")}));
    Listing expected = listingOfFolder(tree);
    std::erase_if(expected, [](const auto& item) { return item.first.startsWith(".git/"); });
    expected["debian/rules"].replace(0, 5, "exec ");
    expected["debian/source/format"] = "file 3.0 (git)\n";
    QCOMPARE(upload.findings(expected), QString());
}

void TestCornerBundles::c18_gitSubmodulesAreHeld_data()
{
    QTest::addColumn<bool>("link");
    QTest::newRow("gitlink") << true;
    QTest::newRow(".gitmodules alone") << false;
}

void TestCornerBundles::c18_gitSubmodulesAreHeld()
{
    QFETCH(bool, link);
    const QString tree = workTree(freshFolder());
    if (link) {
        test::git(tree, {s("update-index"), s("--add"), s("--cacheinfo"),
                         s("160000,0123456789012345678901234567890123456789,sub")});
        test::git(tree, {s("commit"), s("-q"), s("-m"), s("sub")});
    } else {
        writeFile(tree + s("/.gitmodules"), "[submodule \"x\"]\n\tpath = x\n\turl = https://example.org/x\n");
        commitAll(tree);
    }
    const QString bundle = QFileInfo(tree).path() + s("/b");
    test::git(tree, {s("bundle"), s("create"), s("-q"), bundle, s("--all"), s("HEAD")});
    const CornerCase upload(dscFor(readAll(bundle)));
    QCOMPARE(upload.failure(), s("dsc.format"));
    QVERIFY(upload.words().contains(link ? s("sub") : s(".gitmodules")));
    QVERIFY(upload.words().contains(s("skip this version")));
}

void TestCornerBundles::c18_gitFiles_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::newRow("no bundle") << QStringList{s("sample_1.0.gitshallow")};
    QTest::newRow("a tarball too") << QStringList{s("sample_1.0.git"), s("sample_1.0.tar.gz")};
    QTest::newRow("other version") << QStringList{s("sample_1.0-1.git")};
}

void TestCornerBundles::c18_gitFiles()
{
    QFETCH(QStringList, names);
    QMap<QString, QByteArray> files;
    for (const QString& name : names)
        files[name] = soundBundle();
    const QString dsc = writeDsc(freshFolder(), s("3.0 (git)"), s("1.0"), files);
    QCOMPARE(CornerCase(dsc).failure(), s("dsc.files"));
    QVERIFY_THROWS_EXCEPTION(Error, runProcessChecked({s("dpkg-source"), {s("-x"), dsc, freshFolder()}}));
}

void TestCornerBundles::c18_hostileBundles_data()
{
    QTest::addColumn<QByteArray>("bundle");
    const QByteArray sound = soundBundle();
    const QByteArray pack = sound.sliced(sound.indexOf("\n\n") + 2);
    const QByteArray head = sound.sliced(sound.indexOf(" HEAD") - 40, 46);
    QTest::newRow("no bundle") << QByteArray("x");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("header alone") << sound.first(sound.size() - pack.size());
    QTest::newRow("header cut off") << sound.first(40);
    QTest::newRow("pack cut off") << sound.chopped(30);
    QTest::newRow("garbage behind") << sound + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx";
    QByteArray damaged = sound;
    damaged[damaged.size() - pack.size() / 2] = char(damaged.at(damaged.size() - pack.size() / 2) ^ 0x55);
    QTest::newRow("one byte changed") << damaged;
    QTest::newRow("no HEAD") << QByteArray("# v2 git bundle\n" + head.first(40) + " refs/heads/x\n\n" + pack);
    QTest::newRow("HEAD is not in it") << QByteArray("# v2 git bundle\n" + QByteArray(40, '1') + " HEAD\n\n" + pack);
    QTest::newRow("needs more") << QByteArray("# v2 git bundle\n-" + QByteArray(40, '1') + " x\n" + head + "\n" + pack);
    QTest::newRow("other version") << QByteArray("# v4 git bundle\n" + head + "\n" + pack);
    QTest::newRow("other hash") << QByteArray("# v3 git bundle\n@object-format=sha256\n" + head + "\n" + pack);
    QTest::newRow("filtered") << QByteArray("# v3 git bundle\n@filter=blob:none\n" + head + "\n" + pack);
    QTest::newRow("no blank") << QByteArray("# v2 git bundle\n" + QByteArray(40, '1') + "\n\n" + pack);
    QTest::newRow("line without end") << QByteArray("# v2 git bundle\n" + QByteArray(100'000, '1'));
    QByteArray many = "# v2 git bundle\n";
    for (int i = 0; i < 250'000; ++i)
        many += QByteArray(40, '1') + " refs/heads/" + QByteArray(20, 'x') + '\n';
    QTest::newRow("17 MB of refs") << many;
}

void TestCornerBundles::c18_hostileBundles()
{
    QFETCH(QByteArray, bundle);
    const CornerCase upload(dscFor(bundle));
    QCOMPARE(upload.failure(), s("unpack.corrupt"));
    // git would not clone most of them; all of them are refused with a reason that names the bundle.
    QVERIFY2(upload.words().contains(s("git bundle")), qPrintable(upload.words()));
    QVERIFY(upload.history().git({s("count-objects")}).startsWith("0 objects"));
}

void TestCornerBundles::c18_hostileTrees_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<bool>("missing");
    QTest::newRow("dot git") << QByteArray("100644") << QByteArray(".git") << false;
    QTest::newRow("dot git for HFS") << QByteArray("100644") << QByteArray(".g\xe2\x80\x8cit") << false;
    QTest::newRow("short name for NTFS") << QByteArray("100644") << QByteArray("git~1") << false;
    QTest::newRow("upwards") << QByteArray("100644") << QByteArray("..") << false;
    QTest::newRow("a slash") << QByteArray("100644") << QByteArray("x/y") << false;
    QTest::newRow("no name") << QByteArray("100644") << QByteArray() << false;
    QTest::newRow("modules by link") << QByteArray("120000") << QByteArray(".gitmodules") << false;
    QTest::newRow("missing blob") << QByteArray("100644") << QByteArray("x") << true;
    QTest::newRow("missing folder") << QByteArray("40000") << QByteArray("x") << true;
    QTest::newRow("a blob as folder") << QByteArray("40000") << QByteArray("x") << false;
}

void TestCornerBundles::c18_hostileTrees()
{
    QFETCH(QByteArray, mode);
    QFETCH(QByteArray, name);
    QFETCH(bool, missing);
    const CornerCase upload(dscFor(forgedBundle([&](git::PackWriter& writer) {
        const QByteArray target = "[submodule \"x\"]\n";
        const git::Oid blob =
            missing ? git::hashObject(git::ObjectType::Blob, "not there") : writer.write(git::ObjectType::Blob, target);
        return writer.write(git::ObjectType::Tree, mode + ' ' + name + '\0' + blob.raw().toByteArray());
    })));
    QCOMPARE(upload.failure(), s("unpack.corrupt"));
}

void TestCornerBundles::c18_bundleOfOneTreeManyTimes()
{
    // Ten entries, each the same folder, six levels deep: eleven objects, a million files.
    const QByteArray bundle = forgedBundle([](git::PackWriter& writer) {
        git::TreeEntry entry{"f", git::FileMode::File, writer.write(git::ObjectType::Blob, "x")};
        for (int level = 0; level < 10; ++level) {
            QList<git::TreeEntry> entries;
            for (char c = '0'; c <= '9'; ++c)
                entries.append({QByteArray(1, c), entry.mode, entry.oid});
            entry = {"d", git::FileMode::Folder, writer.write(git::ObjectType::Tree, git::treeContent(entries))};
        }
        return entry.oid;
    });
    const CornerCase upload(dscFor(bundle));
    QCOMPARE(upload.failure(), s("unpack.limit"));
}

void TestCornerBundles::c18_bundleWithADeltaBomb()
{
    // 20 MB of zeros compress to 20 kB. With less memory than that, git gives up and says so.
    QByteArray bundle = forgedBundle([](git::PackWriter& writer) {
        const git::Oid blob = writer.write(git::ObjectType::Blob, QByteArray(120'000'000, '\0'));
        return writer.write(git::ObjectType::Tree, git::treeContent({{"f", git::FileMode::File, blob}}));
    });
    QBuffer device(&bundle);
    QVERIFY(device.open(QIODevice::ReadOnly));
    try {
        git::openBundle(device, freshFolder(), {.memoryBytes = 100'000'000});
        QFAIL("accepted");
    } catch (const Error& error) {
        QCOMPARE(error.code(), s("unpack.limit"));
    }
    QVERIFY(device.seek(0));
    git::openBundle(device, freshFolder());
}

void TestCornerBundles::c17_bundleOfZeros()
{
    // The limits of a tarball hold for a bundle: ten files of 40 MB out of one object of 40 kB are too much.
    const auto bundle = [this](int copies) {
        return forgedBundle([&](git::PackWriter& writer) {
            const git::Oid zeros = writer.write(git::ObjectType::Blob, QByteArray(40 << 20, '\0'));
            QList<git::TreeEntry> entries;
            for (int i = 0; i < copies; ++i)
                entries.append({"f" + QByteArray::number(i), git::FileMode::File, zeros});
            return writer.write(git::ObjectType::Tree, git::treeContent(entries));
        });
    };
    const CornerCase upload(dscFor(bundle(10)));
    QCOMPARE(upload.failure(), s("unpack.limit"));
    QVERIFY2(upload.words().contains(s("1000")), qPrintable(upload.words()));
    // Little is never a bomb, however well it compresses.
    QCOMPARE(CornerCase(dscFor(bundle(2))).failure(), QString());
}

void TestCornerBundles::c18_nothingIsLeftBehind()
{
    const QString dsc = build(workTree(freshFolder()));
    const QString scratch = freshFolder();
    QDir().mkpath(scratch);
    MemorySink sink;
    for (const bool sound : {true, false}) {
        unpack::UnpackInput input = inputFor(sound ? dsc : dscFor(soundBundle().chopped(5)), scratch);
        importer::BundleSource bundles(scratch);
        input.bundles = &bundles;
        try {
            QCOMPARE(unpack::unpack(input, sink, {}).changelog, cornerChangelog("1.0"));
            QVERIFY(sound);
        } catch (const Error& error) {
            QVERIFY2(!sound, error.what());
        }
    }
    try {
        unpack::unpack(inputFor(dsc, scratch), sink, {});
        QFAIL("a bundle was read without a reader");
    } catch (const Error& error) {
        QCOMPARE(error.code(), s("dsc.format"));
    }
    QCOMPARE(QDir(scratch).entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot), QStringList());
}

void TestCornerBundles::c18_otherFormatsAreHeld_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("why");
    QTest::newRow("bzr") << s("3.0 (bzr)") << s("sample_1.0.bzr.tar.gz") << s("Bazaar");
    QTest::newRow("custom") << s("3.0 (custom)") << s("sample_1.0.tar.gz") << s("how to build");
    QTest::newRow("unknown variant") << s("3.0 (fancy)") << s("sample_1.0.tar.gz") << s("does not know it");
    QTest::newRow("unknown version") << s("4.0") << s("sample_1.0.tar.gz") << s("does not know it");
    QTest::newRow("native without version") << s("1.0 (native)") << s("sample_1.0.tar.gz") << s("does not know it");
}

void TestCornerBundles::c18_otherFormatsAreHeld()
{
    QFETCH(QString, format);
    QFETCH(QString, file);
    QFETCH(QString, why);
    const CornerCase upload(writeDsc(freshFolder(), format, s("1.0"), {{file, gzipped("x")}}));
    QCOMPARE(upload.failure(), s("dsc.format"));
    QVERIFY2(upload.words().contains(format), qPrintable(upload.words()));
    QVERIFY2(upload.words().contains(why), qPrintable(upload.words()));
    QVERIFY2(upload.words().contains(s("skip this version")), qPrintable(upload.words()));
}

QTEST_GUILESS_MAIN(TestCornerBundles)
#include "tst_corner_bundles.moc"
