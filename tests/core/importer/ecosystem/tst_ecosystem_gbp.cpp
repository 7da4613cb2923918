// SPDX-License-Identifier: GPL-3.0-or-later
// From a clone of a Millrace repository, git-buildpackage and dpkg-source make the source package again.
#include "tests/core/importer/ecosystem/developer.h"
#include "tests/support/sourcepackage.h"

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

/// What a gbp.conf in a package can ask for, and what a maintainer says to have it Millrace's way.
const char* const strangeConf = "[DEFAULT]\ndebian-branch = master-of-disaster\nupstream-branch = upstream-main\n"
                                "upstream-tag = v%(version)s\npristine-tar = True\n[buildpackage]\n"
                                "export-dir = ../elsewhere\n";

/// What a .dsc unpacks to, without empty folders: git has none (importer.md c40).
Listing unpacked(const QString& dsc, const QString& folder)
{
    Listing listing = unpackedByDpkg(dsc, folder);
    std::erase_if(listing, [](const auto& item) { return item.second == "empty"; });
    return listing;
}

} // namespace

class TestEcosystemGbp : public QObject
{
    Q_OBJECT

private slots:
    void rebuild_data();
    void rebuild();
    void exportOrig();
    void dpkgSource();
    void confOfThePackage();
    void branches();

private:
    SourcePackageRecipe recipe(const QString& format, const QString& version) const;
    QTemporaryDir m_folder;
    int m_count = 0;
    QString folder() { return m_folder.filePath(QString::number(++m_count)); }
};

SourcePackageRecipe TestEcosystemGbp::recipe(const QString& format, const QString& version) const
{
    SourcePackageRecipe recipe;
    recipe.format = format;
    recipe.version = version;
    recipe.compression = s("gzip");
    const QMap<QString, QByteArray> files = {
        {s("f"), "one\ntwo\n"},
        {s("crlf.txt"), "one\r\ntwo\r\n"},
        {s("$Id$"), "$Id$ $Format:%H$\n"},
        {s(".gitignore"), "*.o\nbuild/\n"},
        {s("build/kept.o"), QByteArray("\0\1\2", 3)},
        {s("sub/.gitattributes"), "* text eol=lf ident export-subst\nx export-ignore\n"},
        {s("sub/x"), "$Id$ $Format:%H$\r\n"},
        {s("na\xc3\xafve name"), "x\n"}};
    const QByteArray rules = "#!/usr/bin/make -f\nclean:\n";
    if (!version.contains(QLatin1Char('-'))) {
        recipe.files = files;
        recipe.files.insert(s("debian/rules"), rules);
        return recipe;
    }
    recipe.upstream = files;
    if (format == s("3.0 (quilt)")) {
        recipe.files = {{s("debian/patches/series"), "one.patch\n"},
                        {s("debian/patches/one.patch"), "--- a/f\n+++ b/f\n@@ -1,2 +1,3 @@\n one\n two\n+three\n"}};
        recipe.symlinks = {{s("debian/link"), s("changelog")}};
    } else {
        recipe.files = {{s("debian/added"), "added\n"}};
    }
    recipe.files.insert(s("debian/rules"), rules);
    return recipe;
}

void TestEcosystemGbp::rebuild_data()
{
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("version");
    QTest::addColumn<bool>("components");
    QTest::newRow("3.0 quilt") << s("3.0 (quilt)") << s("1.0-1") << false;
    QTest::newRow("3.0 quilt, odd version") << s("3.0 (quilt)") << s("1:1.0~rc1-1~deb12u1") << false;
    QTest::newRow("3.0 quilt with components") << s("3.0 (quilt)") << s("1.0-1") << true;
    QTest::newRow("3.0 native") << s("3.0 (native)") << s("1.0") << false;
    QTest::newRow("1.0 with diff") << s("1.0") << s("1.0-1") << false;
}

void TestEcosystemGbp::rebuild()
{
    QFETCH(QString, format);
    QFETCH(QString, version);
    QFETCH(bool, components);
    const QString here = folder();
    SourcePackageRecipe made = recipe(format, version);
    if (components)
        made.components = {{s("extra"), {{s("e/one"), "1\n"}}}, {s("more"), {{s("two"), "2\n"}}}};
    const QString dsc = buildSourcePackage(here, made);
    PackageHistory history(here + s("/home"));
    QCOMPARE(history.import({{dsc}}).failures.size(), 0);

    try {
        const Developer developer(here + s("/developer"));
        developer.clone(history.repository());
        QCOMPARE(developer.run({s("git"), s("status"), s("--porcelain")}), QByteArray());
        const QString rebuilt = developer.build(
            components ? QStringList{s("--git-component=extra"), s("--git-component=more")} : QStringList());
        QCOMPARE(QFileInfo(rebuilt).fileName(), QFileInfo(dsc).fileName());
        const QString wrong =
            differences(unpacked(rebuilt, here + s("/rebuilt")), unpacked(dsc, here + s("/original")));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestEcosystemGbp::exportOrig()
{
    const QString here = folder();
    const QString dsc = buildSourcePackage(here, recipe(s("3.0 (quilt)"), s("1.0-1")));
    PackageHistory history(here + s("/home"));
    history.import({{dsc}});
    try {
        const Developer developer(here + s("/developer"));
        developer.clone(history.repository());
        developer.run({s("gbp"), s("export-orig")});
        const Listing ours = unpackedByTar(developer.folder() + s("/sample_1.0.orig.tar.gz"), here + s("/ours"));
        const QString wrong =
            differences(ours, unpackedByTar(here + s("/sample_1.0.orig.tar.gz"), here + s("/theirs")));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestEcosystemGbp::dpkgSource()
{
    const QString here = folder();
    const QString dsc = buildSourcePackage(here, recipe(s("3.0 (quilt)"), s("1.0-1")));
    PackageHistory history(here + s("/home"));
    history.import({{dsc}});
    try {
        const Developer developer(here + s("/developer"));
        developer.clone(history.repository());
        QVERIFY(QFile::copy(here + s("/sample_1.0.orig.tar.gz"), developer.folder() + s("/sample_1.0.orig.tar.gz")));
        developer.run({s("dpkg-source"), s("-i"), s("-I.git"), s("-b"), s(".")});
        const QString wrong = differences(unpacked(developer.folder() + s("/sample_1.0-1.dsc"), here + s("/rebuilt")),
                                          unpacked(dsc, here + s("/original")));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestEcosystemGbp::confOfThePackage()
{
    // A package's own gbp.conf names branches of its maintainer's repository. We never read it; gbp does, so that the
    // maintainer of a clone overrides it as README.md says.
    const QString here = folder();
    SourcePackageRecipe made = recipe(s("3.0 (quilt)"), s("1.0-1"));
    made.files.insert(s("debian/gbp.conf"), strangeConf);
    const QString dsc = buildSourcePackage(here, made);
    PackageHistory history(here + s("/home"));
    QCOMPARE(history.import({{dsc}}).failures.size(), 0);
    QCOMPARE(history.git({s("for-each-ref"), s("--format=%(refname)"), s("refs/heads")}),
             QByteArray("refs/heads/debian/sid\nrefs/heads/upstream/debian"));
    try {
        const Developer developer(here + s("/developer"));
        developer.clone(history.repository());
        QCOMPARE(developer.run({s("git"), s("branch"), s("--show-current")}), QByteArray("debian/sid"));
        const QString rebuilt = developer.build(
            {s("--git-upstream-tag=upstream/%(version)s"), s("--git-no-pristine-tar"), s("--git-export-dir=..")});
        const QString wrong =
            differences(unpacked(rebuilt, here + s("/rebuilt")), unpacked(dsc, here + s("/original")));
        QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

void TestEcosystemGbp::branches()
{
    // gbp finds the branches by the names README.md tells, all of them with --all, and the tags by its defaults.
    const QString here = folder();
    SourcePackageRecipe first = recipe(s("3.0 (quilt)"), s("1.0-1"));
    SourcePackageRecipe second = recipe(s("3.0 (quilt)"), s("1.0-2"));
    second.changelog = changelogEntry(s("sample"), s("1.0-2")) + changelogEntry(s("sample"), s("1.0-1"));
    const QString older = buildSourcePackage(here, first);
    const QString newer = buildSourcePackage(here, second);
    PackageHistory history(here + s("/home"));
    QCOMPARE(history.import({{older, s("bookworm")}, {older}, {newer}}).failures.size(), 0);
    try {
        const Developer developer(here + s("/developer"));
        developer.run({s("gbp"), s("clone"), s("--all"), s("--debian-branch=debian/bookworm"),
                       s("--upstream-branch=upstream/debian"), history.repository(), developer.checkout()},
                      developer.folder());
        developer.run({s("git"), s("reset"), s("--hard"), s("-q")});
        // Newer versions of git shorten a remote's HEAD to the remote's name, which gbp takes for a branch (Debian 13).
        QList<QByteArray> branches =
            developer.run({s("git"), s("for-each-ref"), s("--format=%(refname)"), s("refs/heads")}).split('\n');
        branches.removeAll("refs/heads/origin");
        QCOMPARE(branches, (QList<QByteArray>{"refs/heads/debian/bookworm", "refs/heads/debian/sid",
                                              "refs/heads/upstream/debian"}));
        QCOMPARE(developer.run({s("git"), s("branch"), s("--show-current")}), QByteArray("debian/sid")); // our HEAD
        QCOMPARE(developer.run({s("git"), s("tag"), s("-l")}), QByteArray("debian/1.0-1\ndebian/1.0-2\nupstream/1.0"));
        QCOMPARE(developer.run({s("git"), s("describe"), s("--exact-match"), s("debian/sid")}),
                 QByteArray("debian/1.0-2"));
        developer.run({s("git"), s("fsck"), s("--strict")});
        // A new upload on top of ours is made as in any repository.
        developer.run({s("gbp"), s("pq"), s("import"), s("--ignore-new")});
        developer.run({s("gbp"), s("pq"), s("export")});
        QCOMPARE(developer.run({s("git"), s("diff"), s("--stat"), s("--"), s("."), s(":!debian/patches")}),
                 QByteArray());
    } catch (const Error& error) {
        QFAIL(error.what());
    }
}

QTEST_GUILESS_MAIN(TestEcosystemGbp)
#include "tst_ecosystem_gbp.moc"
